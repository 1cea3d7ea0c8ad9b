/** Doorbells of /ws/live: they say what changed; the page fetches what it shows. */
export type LiveEvent =
  | { t: 'run.changed'; run_id: string; project_key: string; fields?: string[] }
  | { t: 'run.series'; run_id: string; keys: string[] | null }
  | { t: 'run.console'; run_id: string; size: number }
  | { t: 'run.created'; run_id: string; project_key: string; experiment_id: number }
  | { t: 'job.changed'; job_id: string; project_key: string; state: string }
  | { t: 'experiment.changed'; experiment_id: number; project_key: string };

export type ControlMessage =
  | { t: 'subscribed'; topic: string }
  | { t: 'refused'; topic: string; code?: string }
  | { t: 'pong' };

const EVENTS = new Set([
  'run.changed',
  'run.series',
  'run.console',
  'run.created',
  'job.changed',
  'experiment.changed',
]);

/** A message this version understands, or null: a newer server may say more. */
export function parseMessage(raw: string): LiveEvent | ControlMessage | null {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== 'object' || value === null || !('t' in value)) return null;
    return value as LiveEvent | ControlMessage;
  } catch {
    return null;
  }
}

export const isEvent = (message: LiveEvent | ControlMessage): message is LiveEvent =>
  EVENTS.has(message.t);
