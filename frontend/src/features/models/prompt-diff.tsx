import { Text } from '@mantine/core';
import type { ModelVersion } from '@/api/types';
import { type DiffLine, lineDiff } from '@/lib/line-diff';
import classes from './models.module.css';
import { comparable } from './prompt-text';

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' };

interface PromptDiffProps {
  before: ModelVersion;
  after: ModelVersion;
}

/** What changed from one version of a prompt to another, line by line. */
export function PromptDiff({ before, after }: PromptDiffProps) {
  if (!before.prompt || !after.prompt) return null;
  const lines = lineDiff(comparable(before.prompt), comparable(after.prompt));
  if (lines.every(({ kind }) => kind === 'same')) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        The two versions say the same.
      </Text>
    );
  }
  return (
    <div className={classes.diff}>
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: versions never change.
        <div key={index} className={classes.line} data-kind={kind}>
          <span aria-hidden>{SIGNS[kind]}</span>
          <span>
            {kind !== 'same' && <span className="visually-hidden">{kind}: </span>}
            {text}
          </span>
        </div>
      ))}
    </div>
  );
}
