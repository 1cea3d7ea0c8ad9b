import { expect, it } from 'vitest';
import { makeRow } from '@/test/factories';
import { nextSort, parseSort } from '@/ui/grid/columns';
import { visibleChunks } from '@/ui/grid/use-row-window';
import { idsBetween } from '@/ui/grid/use-selection';
import { patchRows, searchBody, validateRunsView } from './run-search';

it('reads the view from the address and drops what it does not know', () => {
  const view = validateRunsView({
    filter: 'a',
    status: ['FAILED', 'WEIRD'],
    experiments: [2],
    x: 1,
  });
  expect(view).toEqual({ filter: 'a', status: ['FAILED'], experiments: [2] });
});

it('asks the server for the order, the filter and the values of the shown columns', () => {
  const view = { sort: '-metrics.val/acc', status: ['FAILED' as const], experiments: [3] };
  expect(searchBody(view, ['status', 'metrics.val/acc'])).toEqual({
    filter: "attributes.status = 'FAILED'",
    experiment_ids: [3],
    order_by: ['metrics.`val/acc` DESC'],
    view: 'active',
    columns: ['metrics.val/acc'],
  });
});

it('sorts descending, then ascending, then not', () => {
  const first = nextSort(null, 'started');
  const second = nextSort(parseSort(first), 'started');
  expect([first, second, nextSort(parseSort(second), 'started')]).toEqual([
    '-started',
    'started',
    undefined,
  ]);
});

it('renews only the pages that hold a changed row', () => {
  const [a, b] = [makeRow(0), makeRow(1)];
  const page = (runs: (typeof a)[]) => ({ runs, next_page_token: null, total: 2 });
  const before = { pages: [page([a]), page([b])], pageParams: ['', '1'] };
  const after = patchRows(before, [{ ...b, name: 'renamed' }]);
  expect(after.pages[0]).toBe(before.pages[0]);
  expect(after.pages[1]?.runs[0]?.name).toBe('renamed');
});

it('draws the chunks on screen and one on either side', () => {
  expect(visibleChunks(3400, 680, 1000)).toEqual({ firstChunk: 9, lastChunk: 13 });
  expect(visibleChunks(0, 680, 5)).toEqual({ firstChunk: 0, lastChunk: 0 });
});

it('selects the range between two clicks in either direction', () => {
  expect(idsBetween(['a', 'b', 'c'], 'c', 'a')).toHaveLength(3);
  expect(idsBetween(['a', 'b', 'c'], null, 'a')).toEqual(['a']);
});
