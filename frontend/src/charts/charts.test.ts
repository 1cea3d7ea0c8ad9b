import { expect, it } from 'vitest';
import { type ChartLine, frameOf, structureOf } from './chart-data';
import { colorsFor, PALETTE } from './colors';
import { smooth } from './smooth';

const makeLine = (fields: Partial<ChartLine> = {}): ChartLine => ({
  id: 'a',
  label: 'run a',
  color: '#123456',
  x: [0, 1, 2],
  y: [1, 2, 3],
  min: [0, 1, 2],
  max: [2, 3, 4],
  exact: true,
  nonfinite: [],
  ...fields,
});

it('leaves values alone without smoothing', () => {
  expect(smooth([0, 1], [1, null], 0)).toEqual([1, null]);
});

it('begins at the first value, not at zero', () => {
  expect(smooth([0, 1, 2], [5, 5, 5], 0.9)).toEqual([5, 5, 5]);
});

it('forgets more over a longer distance', () => {
  const near = smooth([0, 1, 10], [0, 10, 10], 0.9)[1] ?? 0;
  const far = smooth([0, 9, 10], [0, 10, 10], 0.9)[1] ?? 0;
  expect(far).toBeGreaterThan(near);
});

it('keeps gaps as gaps', () => {
  expect(smooth([0, 1, 2], [1, null, 1], 0.5)).toEqual([1, null, 1]);
});

it('draws an exact line as it is', () => {
  const frame = frameOf([makeLine()], { smoothing: 0, logY: false });
  expect(frame.columns.map(({ role }) => role)).toEqual(['line']);
  expect(frame.data).toEqual([
    [0, 1, 2],
    [1, 2, 3],
  ]);
});

it('draws buckets with their least and greatest value, and the raw ghost when smoothed', () => {
  const frame = frameOf([makeLine({ exact: false })], { smoothing: 0.5, logY: false });
  expect(frame.columns.map(({ role }) => role)).toEqual(['low', 'high', 'ghost', 'line']);
});

it('puts lines of different steps on one axis', () => {
  const lines = [makeLine(), makeLine({ id: 'b', x: [1, 5], y: [7, 8] })];
  const { data } = frameOf(lines, { smoothing: 0, logY: false });
  expect(data[0]).toEqual([0, 1, 2, 5]);
  expect(data[2]?.[1]).toBe(7);
});

it('leaves out of a log scale what has no logarithm', () => {
  const frame = frameOf([makeLine({ y: [0, -1, 3] })], { smoothing: 0, logY: true });
  expect(frame.data[1]).toEqual([null, null, 3]);
});

it('has nothing to draw without lines', () => {
  expect(frameOf([], { smoothing: 0, logY: false })).toEqual({ data: [[]], columns: [] });
});

it('is built anew only when its lines are others', () => {
  const before = frameOf([makeLine()], { smoothing: 0, logY: false });
  const grown = frameOf([makeLine({ x: [0], y: [9] })], { smoothing: 0, logY: false });
  const smoothed = frameOf([makeLine()], { smoothing: 0.3, logY: false });
  expect(structureOf(grown)).toBe(structureOf(before));
  expect(structureOf(smoothed)).not.toBe(structureOf(before));
});

it('gives a run the same colour everywhere and two runs different ones', () => {
  const ids = PALETTE.map((_, at) => `run-${at}`);
  const colors = colorsFor(ids);
  expect(new Set(colors.values()).size).toBe(PALETTE.length);
  expect(colorsFor(['run-3']).get('run-3')).toBe(colorsFor(['run-3', 'zzz']).get('run-3'));
});
