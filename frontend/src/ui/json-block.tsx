import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatBytes } from '@/lib/format';
import { CopyIcon } from './copyable';
import classes from './json-block.module.css';

const MOST_LETTERS = 20_000;

/** Text as it is, anything else as indented JSON. */
export const jsonText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');

/** A value to read and to copy; a long one begins short. */
export function JsonBlock({ value, what }: { value: unknown; what: string }) {
  const [all, setAll] = useState(false);
  const text = jsonText(value);
  const cut = !all && text.length > MOST_LETTERS;
  return (
    <div className={classes.block}>
      <pre className={classes.text}>{cut ? `${text.slice(0, MOST_LETTERS)}…` : text}</pre>
      <div className={classes.copy}>
        <CopyIcon value={text} what={what} />
      </div>
      {cut && (
        <Button size="compact-xs" variant="subtle" mt={4} onClick={() => setAll(true)}>
          Show all ({formatBytes(text.length)})
        </Button>
      )}
    </div>
  );
}
