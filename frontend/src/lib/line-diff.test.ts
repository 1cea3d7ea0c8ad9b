import { expect, it } from 'vitest';
import { lineDiff } from './line-diff';

const told = (before: string, after: string): string[] =>
  lineDiff(before, after).map(({ kind, text }) => `${kind} ${text}`);

it('keeps what both have', () => {
  expect(told('a\nb\nc', 'a\nx\nc\nd')).toEqual([
    'same a',
    'removed b',
    'added x',
    'same c',
    'added d',
  ]);
});

it('finds nothing between the same texts', () => {
  expect(told('a\nb', 'a\nb')).toEqual(['same a', 'same b']);
});

it('replaces the whole of what is too long to compare', () => {
  const long = Array.from({ length: 2_001 }, (_, n) => `line ${n}`).join('\n');
  const kinds = new Set(lineDiff(long, `${long}!`).map(({ kind }) => kind));
  expect([...kinds]).toEqual(['removed', 'added']);
});
