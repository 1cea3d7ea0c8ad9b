import { LIVE_EVENT_TYPES, type LiveEvent } from '@/api/events.gen';

/** What the socket says about itself. */
export type ControlMessage =
  | { t: 'subscribed'; topic: string }
  | { t: 'refused'; topic: string; code?: string }
  | { t: 'error'; code: string }
  | { t: 'pong' };

const EVENTS = new Set<string>(LIVE_EVENT_TYPES);

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
