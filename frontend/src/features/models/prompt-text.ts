import type { ModelVersion } from '@/api/types';

export interface Message {
  role: string;
  content: string;
}

type Prompt = NonNullable<ModelVersion['prompt']>;

/** The messages of a chat; null for a text, or where the JSON is none of a chat. */
export function messagesOf(prompt: Prompt): Message[] | null {
  if (!prompt.is_chat) return null;
  try {
    const parsed: unknown = JSON.parse(prompt.text);
    return Array.isArray(parsed) ? parsed.map(message) : null;
  } catch {
    return null;
  }
}

/** The prompt as lines that can be compared. */
export const comparable = (prompt: Prompt): string =>
  messagesOf(prompt)
    ?.map(({ role, content }) => `${role}:\n${content}`)
    .join('\n\n') ?? prompt.text;

export interface Piece {
  text: string;
  variable: boolean;
}

/** The text in pieces, so that `{{ variables }}` can be told apart. */
export const piecesOf = (text: string): Piece[] =>
  text
    .split(/(\{\{\s*[A-Za-z_][\w.]*\s*\}\})/)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, variable: piece.startsWith('{{') && piece.endsWith('}}') }));

function message(value: unknown): Message {
  const { role, content } = (value ?? {}) as Partial<Record<keyof Message, unknown>>;
  return {
    role: typeof role === 'string' ? role : '?',
    content: typeof content === 'string' ? content : JSON.stringify(content ?? '', null, 2),
  };
}
