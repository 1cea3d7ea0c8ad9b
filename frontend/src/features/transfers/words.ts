import type { TransferCount, TransferState } from '@/api/types';

const KINDS: Record<string, string> = {
  experiments: 'Experiments',
  logged_models: 'Logged models',
  runs: 'Runs',
  registered_models: 'Registered models and prompts',
  traces: 'Traces',
  evaluation_datasets: 'Evaluation datasets',
  scorers: 'Scorers',
  run_files: 'Files of runs',
  model_files: 'Files of logged models',
};

export const kindLabel = (kind: string): string => KINDS[kind] ?? kind.replaceAll('_', ' ');

export const STATES: Record<TransferState, { label: string; color: string }> = {
  queued: { label: 'Waiting', color: 'gray' },
  running: { label: 'Running', color: 'blue' },
  stopped: { label: 'Stopped', color: 'yellow' },
  failed: { label: 'Failed', color: 'red' },
  done: { label: 'Done', color: 'teal' },
};

/** How much of what was found is dealt with, from 0 to 100. */
export function percentDone(counts: TransferCount[]): number {
  const found = counts.reduce((sum, each) => sum + each.found, 0);
  const dealt = counts.reduce((sum, each) => sum + each.imported + each.skipped + each.failed, 0);
  return found === 0 ? 0 : Math.min(100, Math.round((100 * dealt) / found));
}
