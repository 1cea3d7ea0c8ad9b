import { CloseButton, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './traces.module.css';

interface TraceFilterProps {
  value: string;
  error: string | null;
  onApply: (filter: string) => void;
}

/** Words, or a condition of the search language; Enter applies, a mistake is explained below. */
export function TraceFilter({ value, error, onApply }: TraceFilterProps) {
  const [draft, setDraft] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(value), [value]);
  useHotkeys([['/', () => input.current?.focus()]]);
  return (
    <div className={classes.filter}>
      <TextInput
        ref={input}
        aria-label="Search traces"
        placeholder="Words, or tags.team = 'search' AND execution_time_ms > 500"
        className="mono-input"
        leftSection={<IconSearch size={15} />}
        rightSection={
          draft !== '' && (
            <CloseButton
              size="sm"
              aria-label="Clear the search"
              onClick={() => {
                setDraft('');
                onApply('');
              }}
            />
          )
        }
        value={draft}
        error={error}
        spellCheck={false}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onApply(draft.trim());
        }}
      />
    </div>
  );
}
