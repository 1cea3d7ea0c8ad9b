/** A message of a conversation, whichever library wrote it. */
export interface ChatMessage {
  role: string;
  text: string;
  /** What is not text: calls of tools, pictures, refusals. */
  more: unknown;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The conversation in a span's inputs or outputs, or null where there is none. */
export function chatMessages(value: unknown): ChatMessage[] | null {
  const raw = rawMessages(value);
  if (!raw || raw.length === 0) return null;
  const messages = raw.map(readMessage);
  return messages.every((message) => message !== null) ? messages : null;
}

function rawMessages(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return Array.isArray(value[0]) && value.length === 1 ? value[0] : value;
  if (!isObject(value)) return null;
  if (Array.isArray(value.messages)) return rawMessages(value.messages);
  if (Array.isArray(value.choices)) {
    return value.choices.map((choice) => (isObject(choice) ? choice.message : null));
  }
  return 'role' in value && 'content' in value ? [value] : null;
}

const ROLES: Record<string, string> = { human: 'user', ai: 'assistant' };

function readMessage(raw: unknown): ChatMessage | null {
  if (!isObject(raw)) return null;
  const named = raw.role ?? raw.type;
  if (typeof named !== 'string' || !('content' in raw)) return null;
  const { content, role: _role, type: _type, ...others } = raw;
  const parts = Array.isArray(content) ? content : [content];
  const texts = parts.map(partText);
  const rest = parts.filter((_, at) => texts[at] === null);
  const calls = others.tool_calls ?? others.function_call;
  const more = [...(calls ? [calls] : []), ...rest];
  return {
    role: ROLES[named] ?? named,
    text: texts.filter((text) => text !== null && text !== '').join('\n'),
    more: more.length === 0 ? null : more.length === 1 ? more[0] : more,
  };
}

function partText(part: unknown): string | null {
  if (part === null || part === undefined) return '';
  if (typeof part === 'string') return part;
  return isObject(part) && typeof part.text === 'string' ? part.text : null;
}
