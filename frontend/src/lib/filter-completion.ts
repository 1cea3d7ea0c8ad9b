import type { AttributeKind } from '@/api/types';
import { quoteKey, quoteText } from './filter';

/** What the word before the caret could become. */
export interface Completion {
  /** Where the word begins in the text. */
  start: number;
  /** Names or values to be asked from the server, or fixed words. */
  ask: Asked;
}

export type Asked =
  | { kind: AttributeKind; search: string }
  | { valuesOf: string; search: string }
  | { words: string[] };

const KINDS: Record<string, AttributeKind> = {
  metrics: 'metric',
  metric: 'metric',
  params: 'param',
  param: 'param',
  tags: 'tag',
  tag: 'tag',
};

const NAMES = [
  'metrics.',
  'params.',
  'tags.',
  'status ',
  'name ',
  'created ',
  'ended ',
  'duration ',
  'user ',
  'experiment ',
  'datasets.name ',
  'models.name ',
  'parent ',
  'job ',
  'source ',
  'run_id ',
  'min(metrics.',
  'max(metrics.',
  'NOT ',
];
const TEXTUAL = ['= ', '!= ', 'IN (', 'LIKE ', 'ILIKE ', '=~ ', '!~ '];
const NUMERIC = ['< ', '<= ', '> ', '>= ', '= ', '!= ', 'BETWEEN '];
const PRESENCE = ['IS NULL', 'IS NOT NULL'];
const TIMES = ['now', 'today', 'yesterday', '-1h', '-1d', '-7d', '-30d'];

const NAME = String.raw`(?:[a-z_]+\((?:[^()]*)\)|(?:[a-z_]+\.)?(?:\`[^\`]*\`|"[^"]*"|[\w./:@*-]+))`;
const QUOTED = new RegExp(
  String.raw`(${NAME})\s*(?:=|==|!=|<>|(?:not\s+)?in\s*\((?:[^()]*,)?)\s*('(?:[^']|'')*)$`,
  'i',
);
const BARE = new RegExp(
  String.raw`(${NAME})\s*(?:=|==|!=|<>|(?:not\s+)?in\s*\((?:[^()]*,)?)\s*([^\s'"()=!<>~,]*)$`,
  'i',
);
const TIME = /(?:created|ended|start_time|end_time)\s*(?:[<>]=?|=|!=|between|and)\s*([-\w]*)$/i;
const KEYED = /(metrics?|params?|tags?)\.[`"]?([^\s`"=<>!()~,]*)$/i;
const BEGINS = /(?:^|\b(?:and|or|not)\s+|\(\s*)([a-z_.]*)$/i;
const COMPARED = new RegExp(String.raw`(?:^|\s|\()(${NAME})\s+([=!<>~a-z]*)$`, 'i');
const ENDED = /(?:'|"|\d|\)|\bnull|\btoday|\bnow)\s+([a-z]*)$/i;
const NUMBERS = /^(?:metrics?\.|created|ended|start_time|end_time|duration|[a-z]+\()/i;
const LOGGED_TEXT = /^(?:params?|tags?)\./i;

/** Null where nothing can be offered. */
export function completionAt(text: string, caret: number): Completion | null {
  const before = text.slice(0, caret);
  if (inQuotes(before)) return values(QUOTED.exec(before), before);
  const time = TIME.exec(before);
  if (time) return fixed(TIMES, time[1] ?? '', before);
  const bare = values(BARE.exec(before), before);
  if (bare) return bare;
  return nameAt(before) ?? operatorAt(before);
}

function inQuotes(before: string): boolean {
  const outside = before.replace(/`[^`]*`/g, '').replace(/"[^"]*"/g, '');
  return (outside.split("'").length - 1) % 2 === 1;
}

function values(found: RegExpExecArray | null, before: string): Completion | null {
  const [, name, typed] = found ?? [];
  if (!name || typed === undefined || NUMBERS.test(name) || /^[-\d.]/.test(typed)) return null;
  const search = typed.replace(/^'/, '').replaceAll("''", "'");
  return { start: before.length - typed.length, ask: { valuesOf: name, search } };
}

function nameAt(before: string): Completion | null {
  const keyed = KEYED.exec(before);
  const kind = KINDS[keyed?.[1]?.toLowerCase() ?? ''];
  if (keyed && kind) return { start: keyed.index, ask: { kind, search: keyed[2] ?? '' } };
  const word = BEGINS.exec(before);
  return word ? fixed(NAMES, word[1] ?? '', before) : null;
}

function operatorAt(before: string): Completion | null {
  const ended = ENDED.exec(before);
  if (ended) return fixed(['AND ', 'OR '], ended[1] ?? '', before);
  const [, name, typed] = COMPARED.exec(before) ?? [];
  if (!name || typed === undefined || /^(?:and|or|not|in|like|ilike|between|is)$/i.test(name)) {
    return null;
  }
  return fixed(operatorsOf(name), typed, before);
}

function operatorsOf(name: string): string[] {
  if (NUMBERS.test(name)) return [...NUMERIC, ...PRESENCE];
  if (LOGGED_TEXT.test(name)) return [...TEXTUAL, '< ', '> ', 'BETWEEN ', ...PRESENCE];
  return [...TEXTUAL, ...PRESENCE];
}

function fixed(words: string[], typed: string, before: string): Completion {
  const begun = typed.toLowerCase();
  const fitting = words.filter((word) => word.toLowerCase().startsWith(begun));
  return { start: before.length - typed.length, ask: { words: fitting } };
}

const PREFIX: Record<AttributeKind, string> = { metric: 'metrics', param: 'params', tag: 'tags' };

export const completedKey = (kind: AttributeKind, path: string): string =>
  `${PREFIX[kind]}.${quoteKey(path)} `;

export const completedValue = (value: string): string => `${quoteText(value)} `;

export function applyCompletion(text: string, caret: number, start: number, word: string): string {
  return text.slice(0, start) + word + text.slice(caret);
}
