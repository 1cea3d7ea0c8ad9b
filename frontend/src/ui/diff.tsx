import { Text } from '@mantine/core';
import { type DiffLine, lineDiff } from '@/lib/line-diff';
import classes from './diff.module.css';

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' };

interface DiffProps {
  before: string;
  after: string;
  /** What is said when nothing differs. */
  same: string;
}

/** What changed from one text to another, line by line. */
export function Diff({ before, after, same }: DiffProps) {
  const lines = lineDiff(before, after);
  if (lines.every(({ kind }) => kind === 'same')) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {same}
      </Text>
    );
  }
  return (
    <section className={classes.diff} aria-label="Differences">
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the texts never change.
        <div key={index} className={classes.line} data-kind={kind}>
          <span aria-hidden>{SIGNS[kind]}</span>
          <span>
            {kind !== 'same' && <span className="visually-hidden">{kind}: </span>}
            {text}
          </span>
        </div>
      ))}
    </section>
  );
}
