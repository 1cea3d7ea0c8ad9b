import type { ConsolePage } from '@/api/types';
import { stripAnsi } from '@/lib/ansi';

/** The loaded part of a console: one unbroken stretch of bytes, kept as lines. */
export interface ConsoleText {
  start: number;
  end: number;
  size: number;
  complete: boolean;
  /** More was printed than the server keeps. */
  truncated: boolean;
  /** The last line may still grow. */
  lines: readonly string[];
}

export function consoleOf(page: ConsolePage): ConsoleText {
  const { start, end, size, complete, truncated, text } = page;
  return { start, end, size, complete, truncated, lines: text.split('\n') };
}

/** The text with what follows it. A page that does not follow changes nothing but the size. */
export function appended(now: ConsoleText, page: ConsolePage): ConsoleText {
  const { size, complete, truncated } = page;
  if (page.start !== now.end || page.text === '') {
    return size === now.size && complete === now.complete
      ? now
      : { ...now, size, complete, truncated };
  }
  const [first = '', ...rest] = page.text.split('\n');
  const last = (now.lines.at(-1) ?? '') + first;
  return {
    start: now.start,
    end: page.end,
    size,
    complete,
    truncated,
    lines: [...now.lines.slice(0, -1), last, ...rest],
  };
}

/** The text with what comes before it. */
export function prepended(now: ConsoleText, page: ConsolePage): ConsoleText {
  if (page.end !== now.start || page.text === '') return now;
  const before = page.text.split('\n');
  const joined = (before.pop() ?? '') + (now.lines[0] ?? '');
  return { ...now, start: page.start, lines: [...before, joined, ...now.lines.slice(1)] };
}

const plain = (line: string): string => (line.includes('\u001b') ? stripAnsi(line) : line);

/** Indices of the lines that contain the text, whatever its case. */
export function findLines(lines: readonly string[], wanted: string): number[] {
  const needle = wanted.toLowerCase();
  if (needle === '') return [];
  return lines.flatMap((line, at) => (plain(line).toLowerCase().includes(needle) ? [at] : []));
}
