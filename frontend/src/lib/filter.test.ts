import { expect, it } from 'vitest';
import { columnExpression, joinFilters, parseColumn, quoteKey } from './filter';
import { applyCompletion, completedKey, completionAt } from './filter-completion';

it('quotes a key only where the language needs it', () => {
  expect(['loss', 'train/loss', 'odd`key'].map(quoteKey)).toEqual([
    'loss',
    '`train/loss`',
    '"odd`key"',
  ]);
});

it('reads a column as its kind and key', () => {
  expect(parseColumn('metrics.train/loss.x')).toEqual({ kind: 'metrics', key: 'train/loss.x' });
  expect(parseColumn('started')).toBeNull();
});

it('orders by a metric with its key quoted', () => {
  expect(columnExpression('metrics.val/acc')).toBe('metrics.`val/acc`');
});

it('joins the typed filter with the chosen statuses', () => {
  expect(joinFilters(' metrics.a > 1 ', ['FAILED'])).toBe(
    "(metrics.a > 1) AND attributes.status = 'FAILED'",
  );
  expect(joinFilters(undefined, ['FAILED', 'KILLED'])).toBe(
    "attributes.status IN ('FAILED', 'KILLED')",
  );
  expect(joinFilters('', [])).toBe('');
});

it('asks the server for the names that a word begins', () => {
  const text = 'params.lr = 1 AND metrics.`train/lo';
  expect(completionAt(text, text.length)).toEqual({
    start: text.indexOf('metrics'),
    ask: { kind: 'metric', search: 'train/lo' },
  });
});

it('offers the kinds at the start of a condition', () => {
  expect(completionAt('me', 2)).toEqual({ start: 0, ask: { words: ['metrics.'] } });
});

it.each([
  ["params.model = 'res", 15, { valuesOf: 'params.model', search: 'res' }],
  ['params.model != re', 16, { valuesOf: 'params.model', search: 're' }],
  ["tags.`a b` IN ('x', 'it''s", 20, { valuesOf: 'tags.`a b`', search: "it's" }],
  ['status = ', 9, { valuesOf: 'status', search: '' }],
  ['metrics.a > 1 a', 14, { words: ['AND '] }],
  ['created > -7', 10, { words: ['-7d'] }],
  ['NOT (exp', 5, { words: ['experiment '] }],
  ['metrics.a <', 10, { words: ['< ', '<= '] }],
  ['name i', 5, { words: ['IN (', 'ILIKE ', 'IS NULL', 'IS NOT NULL'] }],
])('offers what may follow %s', (text, start, ask) => {
  expect(completionAt(text, text.length)).toEqual({ start, ask });
});

it.each(["name LIKE 'res", 'metrics.a > 0.', "metrics.a = 'x"])('offers nothing in %s', (text) => {
  expect(completionAt(text, text.length)).toBeNull();
});

it('puts the chosen name in the place of the begun one', () => {
  const text = 'metrics.tr > 1';
  expect(applyCompletion(text, 10, 0, completedKey('metric', 'train/loss'))).toBe(
    'metrics.`train/loss`  > 1',
  );
});
