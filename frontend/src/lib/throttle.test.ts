import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttle } from './throttle';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs at once, then once for all calls within the time', () => {
  const run = vi.fn();
  const door = throttle(run, 500);
  for (let call = 0; call < 5; call += 1) door();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(run).toHaveBeenCalledTimes(2);
});

it('never runs twice at a time and loses no call that came meanwhile', async () => {
  const finished: (() => void)[] = [];
  const run = vi.fn(() => new Promise<void>((resolve) => finished.push(resolve)));
  const door = throttle(run, 100);
  door();
  door();
  await vi.advanceTimersByTimeAsync(1000);
  expect(run).toHaveBeenCalledTimes(1);
  finished[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(run).toHaveBeenCalledTimes(2);
});

it('forgets a waiting call when it is cancelled', () => {
  const run = vi.fn();
  const door = throttle(run, 100);
  door();
  door();
  door.cancel();
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(1);
});
