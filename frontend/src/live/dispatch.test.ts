import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { concernsSeries, Dispatcher } from './dispatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeDispatcher() {
  const queries = new QueryClient();
  const invalidate = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue();
  return { dispatcher: new Dispatcher(queries), invalidate };
}

const keysOf = (invalidate: ReturnType<typeof makeDispatcher>['invalidate']) =>
  invalidate.mock.calls.map(([filters]) => filters?.queryKey).filter(Boolean);

it('fetches a series at most twice within a second however often the bell rings', async () => {
  const { dispatcher, invalidate } = makeDispatcher();
  for (let ring = 0; ring < 18; ring += 1) {
    dispatcher.dispatch({ v: 1, t: 'run.series', run_id: 'a', keys: ['loss'] });
    await vi.advanceTimersByTimeAsync(50);
  }
  const fetched = invalidate.mock.calls.filter(([filters]) => filters?.predicate);
  expect(fetched).toHaveLength(2);
});

it('fetches the job, the lists of jobs and the targets when a job changes', () => {
  const { dispatcher, invalidate } = makeDispatcher();
  dispatcher.dispatch({ v: 1, t: 'job.changed', job_id: 'j', project_key: 'p', state: 'RUNNING' });
  expect(keysOf(invalidate)).toEqual([
    ['job', 'j'],
    ['jobs', 'p'],
    ['targets', 'p'],
  ]);
});

it('fetches the run again once its room is entered', () => {
  const { dispatcher, invalidate } = makeDispatcher();
  dispatcher.subscribed('run:a');
  expect(keysOf(invalidate)).toContainEqual(['run', 'a', 'head']);
});

it('tells consoles to read on', () => {
  const { dispatcher } = makeDispatcher();
  const listener = vi.fn();
  const stop = dispatcher.onConsole('a', listener);
  dispatcher.dispatch({ v: 1, t: 'run.console', run_id: 'a', size: 90 });
  stop();
  dispatcher.dispatch({ v: 1, t: 'run.console', run_id: 'a', size: 99 });
  expect(listener.mock.calls).toEqual([[90]]);
});

it('knows the series a bell is about', () => {
  const query = ['series', 'loss', ['a', 'b'], 'step', 600, null];
  expect(concernsSeries(query, 'a', null)).toBe(true);
  expect(concernsSeries(query, 'a', new Set(['acc']))).toBe(false);
  expect(concernsSeries(query, 'c', null)).toBe(false);
});
