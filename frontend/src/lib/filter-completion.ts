import type { AttributeKind } from '@/api/types';
import { quoteKey } from './filter';

/** What the word before the caret could become. */
export interface Completion {
  /** Where the word begins in the text. */
  start: number;
  /** Names to be asked from the server, or fixed words. */
  ask: { kind: AttributeKind; search: string } | { words: string[] };
}

const KINDS: Record<string, AttributeKind> = {
  metrics: 'metric',
  metric: 'metric',
  params: 'param',
  param: 'param',
  tags: 'tag',
  tag: 'tag',
};

const WORDS = [
  'metrics.',
  'params.',
  'tags.',
  'attributes.status',
  'attributes.run_name',
  'attributes.start_time',
  'attributes.end_time',
  'attributes.run_id',
];

/** Null where a value is being typed, which the server cannot guess. */
export function completionAt(text: string, caret: number): Completion | null {
  const before = text.slice(0, caret);
  const quotes = before.replace(/`[^`]*`/g, '').split("'").length - 1;
  if (quotes % 2 === 1) return null;
  const keyed = /(metrics?|params?|tags?)\.[`"]?([^\s`"=<>!]*)$/i.exec(before);
  if (keyed?.[1]) {
    const kind = KINDS[keyed[1].toLowerCase()];
    if (!kind) return null;
    return { start: keyed.index, ask: { kind, search: keyed[2] ?? '' } };
  }
  const word = /(?:^|\band\s+)([a-z_.]*)$/i.exec(before);
  if (!word) return null;
  const typed = (word[1] ?? '').toLowerCase();
  const start = before.length - typed.length;
  return { start, ask: { words: WORDS.filter((each) => each.startsWith(typed)) } };
}

const PREFIX: Record<AttributeKind, string> = { metric: 'metrics', param: 'params', tag: 'tags' };

export const completedKey = (kind: AttributeKind, path: string): string =>
  `${PREFIX[kind]}.${quoteKey(path)} `;

export function applyCompletion(text: string, caret: number, start: number, word: string): string {
  return text.slice(0, start) + word + text.slice(caret);
}
