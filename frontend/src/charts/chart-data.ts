import uPlot from 'uplot';
import { smooth } from './smooth';

export interface NonFinitePoint {
  x: number;
  value: 'NaN' | 'Infinity' | '-Infinity';
}

/** One run's series as the server sent it. */
export interface ChartLine {
  id: string;
  label: string;
  color: string;
  x: number[];
  y: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  /** Every point is here; without it each x stands for a bucket with a least and a greatest value. */
  exact: boolean;
  nonfinite: NonFinitePoint[];
}

export type ColumnRole = 'low' | 'high' | 'ghost' | 'line';

export interface ChartColumn {
  line: ChartLine;
  role: ColumnRole;
}

export interface ChartFrame {
  data: uPlot.AlignedData;
  columns: ChartColumn[];
}

export interface FrameOptions {
  smoothing: number;
  logY: boolean;
}

type Values = (number | null)[];

function drawable(values: Values, logY: boolean): Values {
  return logY ? values.map((value) => (value !== null && value > 0 ? value : null)) : values;
}

function columnsOf(line: ChartLine, options: FrameOptions): [ColumnRole, Values][] {
  const columns: [ColumnRole, Values][] = [];
  if (!line.exact) columns.push(['low', line.min], ['high', line.max]);
  if (options.smoothing > 0) {
    columns.push(['ghost', line.y], ['line', smooth(line.x, line.y, options.smoothing)]);
  } else {
    columns.push(['line', line.y]);
  }
  return columns.map(([role, values]) => [role, drawable(values, options.logY)]);
}

/** The lines on one common x axis: a least/greatest band, the raw ghost and the line of each. */
export function frameOf(lines: readonly ChartLine[], options: FrameOptions): ChartFrame {
  const columns: ChartColumn[] = [];
  const tables = lines.map((line) => {
    const own = columnsOf(line, options);
    for (const [role] of own) columns.push({ line, role });
    return [line.x, ...own.map(([, values]) => values)] as uPlot.AlignedData;
  });
  const [only] = tables;
  if (!only) return { data: [[]], columns };
  return { data: tables.length === 1 ? only : uPlot.join(tables), columns };
}

/** What must stay the same for a chart to be redrawn with new data instead of being built anew. */
export const structureOf = (frame: ChartFrame): string =>
  frame.columns
    .map(({ line, role }) => `${line.id}|${line.color}|${line.label}|${role}`)
    .join('\n');
