import type { JobState } from '@/api/types';

export const JOB_STATES: JobState[] = [
  'QUEUED',
  'STARTING',
  'RUNNING',
  'CANCELLING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'LOST',
];

const MEANING: Record<JobState, string> = {
  QUEUED: 'Waiting for its turn.',
  STARTING: 'Its process is being started.',
  RUNNING: 'Running.',
  CANCELLING: 'It was asked to stop and is ending.',
  SUCCEEDED: 'The command ended with exit code 0.',
  FAILED: 'The command did not succeed.',
  CANCELLED: 'A person stopped it.',
  LOST: 'The target no longer knows it.',
};

/** Why the job is in its state, in the scheduler's words or, without any, in ours. */
export const stateReason = (state: JobState, reason: string): string => reason || MEANING[state];
