import { expect, it } from 'vitest';
import { parseCsv, previewKind } from './kinds';

it.each([
  ['plot.PNG', 'image'],
  ['README.md', 'markdown'],
  ['metrics.json', 'json'],
  ['table.tsv', 'table'],
  ['MLmodel', 'text'],
  ['weights.bin', 'none'],
])('shows %s as %s', (name, kind) => {
  expect(previewKind(name)).toBe(kind);
});

it('reads quoted fields with separators, quotes and line ends in them', () => {
  expect(parseCsv('a,"b, ""c""\nd"\r\n1,2\n', ',', 10)).toEqual([
    ['a', 'b, "c"\nd'],
    ['1', '2'],
  ]);
});

it('stops at the most rows it may give', () => {
  expect(parseCsv('1\n2\n3\n', ',', 2)).toEqual([['1'], ['2']]);
});
