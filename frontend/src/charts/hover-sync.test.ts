import uPlot from 'uplot';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chartOptions } from './chart-options';

/** What uPlot draws with; jsdom has none, and nothing here looks at the pixels. */
const nothing: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === Symbol.toPrimitive ? () => 0 : nothing),
  apply: () => nothing,
  set: () => true,
});

beforeAll(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(nothing as never);
  vi.stubGlobal('Path2D', class {});
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function makeChart(syncKey: string | undefined): Promise<uPlot> {
  const options = chartOptions({
    columns: [],
    kind: 'step',
    logY: false,
    width: 400,
    height: 200,
    colors: { text: '#000', grid: '#eee', tooltip: '#fff' } as never,
    syncKey,
    range: () => null,
    lines: () => [],
    onZoom: () => undefined,
    onReset: () => undefined,
  });
  const chart = new uPlot({ ...options, plugins: [] }, [[0, 10, 20, 30]], document.body);
  // The first layout is done in a microtask.
  await Promise.resolve();
  return chart;
}

/** uPlot's own third argument, which its types leave out: tell the others. */
type SetCursor = (at: { left: number; top: number }, fire: boolean, publish: boolean) => void;
const hover = (chart: uPlot, left: number) =>
  (chart.setCursor as SetCursor)({ left, top: 20 }, true, true);

it('moves the cursor of every chart of a group along', async () => {
  const [a, b] = [await makeChart('run'), await makeChart('run')];
  hover(a, 200);
  expect(a.cursor.idx).toBeTypeOf('number');
  expect(b.cursor.idx).toBe(a.cursor.idx);
  hover(a, 20);
  expect(b.cursor.idx).toBe(0);
});

it('leaves charts of other groups alone', async () => {
  const [a, b] = [await makeChart('run'), await makeChart(undefined)];
  const before = b.cursor.idx;
  hover(a, 200);
  expect(b.cursor.idx).toBe(before);
});
