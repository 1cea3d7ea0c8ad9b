import type { Job } from '@/api/types';
import type { CodeChoice } from './code-input';
import { environmentOf, type Variable } from './environment-input';
import { pack, readFolder } from './pack';
import { type JobWish, submitJob, uploadCode } from './queries';

/** The form as it is filled in. */
export interface JobDraft {
  name: string;
  command: string;
  code: CodeChoice;
  environment: Variable[];
  requirements: string;
  experiment: string;
  target: string;
  cpus: number;
  memoryMb: number;
  gpus: number;
  maxRetries: number;
  timeLimitMinutes: number | null;
  priority: number;
}

export const EMPTY_DRAFT: JobDraft = {
  name: '',
  command: '',
  code: { kind: 'file', files: [] },
  environment: [],
  requirements: '',
  experiment: '',
  target: '',
  cpus: 1,
  memoryMb: 2048,
  gpus: 0,
  maxRetries: 0,
  timeLimitMinutes: null,
  priority: 0,
};

/** The first thing that is missing, in words; null when the draft can be sent. */
export function missing(draft: JobDraft): string | null {
  if (draft.name.trim() === '') return 'Give the job a name.';
  if (draft.code.kind !== 'none' && draft.code.files.length === 0) {
    return 'Choose the code to upload, or «Command only».';
  }
  if (draft.command.trim() === '') return 'Say which command to run.';
  return draft.target === '' ? 'Choose a target.' : null;
}

/** What a chosen script suggests. */
export function suggestedCommand({ kind, files }: CodeChoice): string {
  const [file] = files;
  return kind === 'file' && file ? `python ${file.name}` : '';
}

export function wishOf(draft: JobDraft, codeId: string | null): JobWish {
  return {
    name: draft.name.trim(),
    command: draft.command.trim(),
    environment: environmentOf(draft.environment),
    requirements: draft.requirements,
    experiment: draft.experiment.trim(),
    resources: { cpus: draft.cpus, memory_mb: draft.memoryMb, gpus: draft.gpus },
    target: draft.target,
    priority: draft.priority,
    max_retries: draft.maxRetries,
    ...(draft.timeLimitMinutes ? { time_limit_seconds: draft.timeLimitMinutes * 60 } : {}),
    ...(codeId ? { code_id: codeId } : {}),
  };
}

async function upload(key: string, { kind, files }: CodeChoice): Promise<string | null> {
  const [file] = files;
  if (kind === 'none' || !file) return null;
  if (kind === 'folder') {
    const packed = await readFolder(files);
    return (await uploadCode(key, new Blob([pack(packed)]), 'code.zip')).code_id;
  }
  return (await uploadCode(key, file, file.name)).code_id;
}

/** Uploads the code, then submits the job. */
export async function submitDraft(key: string, draft: JobDraft): Promise<Job> {
  const codeId = await upload(key, draft.code);
  return submitJob(key, wishOf(draft, codeId));
}
