import uPlot from 'uplot';
import { formatDuration, formatNumber } from '@/lib/format';
import { formatTick, type XKind } from './axis-format';
import type { ChartColumn, ChartLine } from './chart-data';
import { nonFinitePlugin } from './nonfinite';
import { tooltipPlugin } from './tooltip';

export interface ChartColors {
  text: string;
  grid: string;
}

export interface OptionsInput {
  columns: readonly ChartColumn[];
  kind: XKind;
  logY: boolean;
  width: number;
  height: number;
  colors: ChartColors;
  syncKey: string | undefined;
  /** The zoomed range, read at every redraw. */
  range: () => readonly [number, number] | null;
  lines: () => readonly ChartLine[];
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
}

const LEAST_DRAG_PX = 5;
const FONT = "11px 'Inter Variable', system-ui, sans-serif";
const NO_SYNC_OF = new Set(['mousedown', 'mouseup', 'dblclick']);

function seriesOf({ line, role }: ChartColumn): uPlot.Series {
  const quiet: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
  if (role === 'low' || role === 'high') return quiet;
  if (role === 'ghost') {
    return { stroke: `${line.color}55`, width: 1, points: { show: false } };
  }
  return { label: line.label, stroke: line.color, width: 1.5, points: { size: 4 } };
}

function bandsOf(columns: readonly ChartColumn[]): uPlot.Band[] {
  return columns.flatMap(({ line, role }, at) =>
    role === 'low'
      ? [{ series: [at + 2, at + 1] as [number, number], fill: `${line.color}26` }]
      : [],
  );
}

function axesOf(kind: XKind, colors: ChartColors): uPlot.Axis[] {
  const shared: uPlot.Axis = {
    stroke: colors.text,
    font: FONT,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
  };
  const x: uPlot.Axis = { ...shared, size: 26, gap: 4 };
  if (kind === 'step') x.values = (_u, splits) => splits.map(shortNumber);
  if (kind === 'time') {
    x.values = (_u, splits, _axis, _space, increment) =>
      splits.map((each) => formatTick(each, increment));
  }
  if (kind === 'relative')
    x.values = (_u, splits) => splits.map((each) => formatDuration(each * 1000));
  const y: uPlot.Axis = {
    ...shared,
    gap: 4,
    size: (_u, values) =>
      16 + 6.4 * Math.max(3, ...(values ?? []).map((value) => value?.length ?? 0)),
    values: (_u, splits) => splits.map((each) => (each === null ? '' : formatNumber(round(each)))),
  };
  return [x, y];
}

const round = (value: number): number => Number(value.toPrecision(10));

function shortNumber(value: number): string {
  if (Math.abs(value) >= 1e6) return `${round(value / 1e6)}M`;
  if (Math.abs(value) >= 1e4) return `${round(value / 1e3)}k`;
  return formatNumber(round(value));
}

/** A little air around the values; a flat line lies in the middle. */
function yRange(least: number | null, greatest: number | null): uPlot.Range.MinMax {
  if (least === null || greatest === null) return [0, 1];
  if (least !== greatest) return uPlot.rangeNum(least, greatest, 0.08, true);
  const air = Math.abs(least) * 0.1 || 1;
  return [least - air, greatest + air];
}

/** Addresses carry zoomed ranges, hence no more digits than one can tell apart. */
const tidy = (value: number, kind: XKind): number =>
  kind === 'time' || Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(5));

export function chartOptions(input: OptionsInput): uPlot.Options {
  const { columns, kind, logY, width, height, colors, syncKey, range } = input;
  return {
    width,
    height,
    ms: 1,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: {
        time: kind === 'time',
        range: (_u, least, greatest) => {
          const [from, to] = range() ?? [least, greatest];
          return from === to ? [from - 1, to + 1] : [from, to];
        },
      },
      y: logY ? { distr: 3 } : { range: (_u, least, greatest) => yRange(least, greatest) },
    },
    axes: axesOf(kind, colors),
    series: [{}, ...columns.map(seriesOf)],
    bands: bandsOf(columns),
    cursor: {
      y: false,
      points: { show: true, size: 6 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          input.onReset();
          return null;
        },
      },
      ...(syncKey
        ? {
            sync: {
              key: syncKey,
              scales: ['x', null] as [string, null],
              filters: { pub: (type: string) => !NO_SYNC_OF.has(type), sub: () => true },
            },
          }
        : {}),
    },
    hooks: {
      setSelect: [
        (u) => {
          const { left, width: dragged } = u.select;
          if (dragged < LEAST_DRAG_PX) return;
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          input.onZoom(
            tidy(u.posToVal(left, 'x'), kind),
            tidy(u.posToVal(left + dragged, 'x'), kind),
          );
        },
      ],
    },
    plugins: [tooltipPlugin(columns, kind), nonFinitePlugin(input.lines)],
  };
}
