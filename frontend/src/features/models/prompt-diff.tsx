import type { ModelVersion } from '@/api/types';
import { Diff } from '@/ui/diff';
import { comparable } from './prompt-text';

interface PromptDiffProps {
  before: ModelVersion;
  after: ModelVersion;
}

/** What changed from one version of a prompt to another. */
export function PromptDiff({ before, after }: PromptDiffProps) {
  if (!before.prompt || !after.prompt) return null;
  return (
    <Diff
      before={comparable(before.prompt)}
      after={comparable(after.prompt)}
      same="The two versions say the same."
    />
  );
}
