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

it('offers nothing inside a value', () => {
  expect(completionAt("params.model = 'res", 19)).toBeNull();
});

it('puts the chosen name in the place of the begun one', () => {
  const text = 'metrics.tr > 1';
  expect(applyCompletion(text, 10, 0, completedKey('metric', 'train/loss'))).toBe(
    'metrics.`train/loss`  > 1',
  );
});
