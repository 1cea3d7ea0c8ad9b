import { expect, it } from 'vitest';
import type { ConsolePage } from '@/api/types';
import { appended, consoleOf, findLines, prepended } from './console-buffer';

const makePage = (fields: Partial<ConsolePage>): ConsolePage => ({
  start: 0,
  end: 0,
  size: 100,
  truncated: false,
  complete: false,
  text: '',
  ...fields,
});

it('joins a line that came in two pieces', () => {
  const begun = consoleOf(makePage({ start: 10, end: 15, text: 'a\nloa' }));
  const next = appended(begun, makePage({ start: 15, end: 20, text: 'ding\n' }));
  expect(next).toMatchObject({ start: 10, end: 20, lines: ['a', 'loading', ''] });
});

it('puts earlier text before, joined the same way', () => {
  const begun = consoleOf(makePage({ start: 10, end: 15, text: 'ing\nb' }));
  const next = prepended(begun, makePage({ start: 0, end: 10, text: 'a\nload' }));
  expect(next).toMatchObject({ start: 0, end: 15, lines: ['a', 'loading', 'b'] });
});

it('refuses a page that does not follow', () => {
  const begun = consoleOf(makePage({ start: 0, end: 5, text: 'hello' }));
  const next = appended(begun, makePage({ start: 7, end: 9, size: 200, text: 'xx' }));
  expect(next).toMatchObject({ end: 5, size: 200, lines: ['hello'] });
});

it('finds lines whatever their case', () => {
  expect(findLines(['Loss 1', 'ok', 'LOSS 2'], 'loss')).toEqual([0, 2]);
  expect(findLines(['a'], '')).toEqual([]);
  expect(findLines(['l\u001b[1moss'], 'loss')).toEqual([0]);
});
