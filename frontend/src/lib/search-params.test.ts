import { expect, it } from 'vitest';
import {
  compact,
  flag,
  number,
  numbers,
  oneOf,
  safeReturnPath,
  text,
  texts,
} from './search-params';

it('keeps what is well formed', () => {
  const search = { a: 'x', n: '3', b: true, list: ['p', 'q'], ids: [1, '2'], kind: 'step' };
  expect(text(search, 'a')).toBe('x');
  expect(number(search, 'n')).toBe(3);
  expect(flag(search, 'b')).toBe(true);
  expect(texts(search, 'list')).toEqual(['p', 'q']);
  expect(numbers(search, 'ids')).toEqual([1, 2]);
  expect(oneOf(search, 'kind', ['step', 'time'])).toBe('step');
});

it('drops what is malformed', () => {
  const search = { a: {}, n: 'many', b: 'perhaps', list: [{}], ids: ['x'], kind: 'sideways' };
  const read = [
    text(search, 'a'),
    number(search, 'n'),
    flag(search, 'b'),
    texts(search, 'list'),
    numbers(search, 'ids'),
    oneOf(search, 'kind', ['step', 'time']),
  ];
  expect(read).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
});

it('leaves undefined out', () => {
  expect(compact({ a: 1, b: undefined })).toEqual({ a: 1 });
});

it.each([
  ['/projects/vision?x=1', '/projects/vision?x=1'],
  ['//evil.example', '/'],
  ['https://evil.example', '/'],
  ['/\\evil.example', '/'],
  [undefined, '/'],
])('follows the return path %s as %s', (next, path) => {
  expect(safeReturnPath(next)).toBe(path);
});
