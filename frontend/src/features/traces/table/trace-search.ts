import type { TraceState } from '@/api/types';
import { quoteText } from '@/lib/filter';
import { compact, numbers, oneOf, text } from '@/lib/search-params';
import type { Sort } from '@/ui/grid/columns';

export const TRACE_STATES = ['OK', 'ERROR', 'IN_PROGRESS'] as const satisfies TraceState[];

const HOUR = 3_600_000;
/** How far back a list looks. */
export const RANGES = {
  '1h': { label: 'Last hour', ms: HOUR },
  '24h': { label: 'Last 24 hours', ms: 24 * HOUR },
  '7d': { label: 'Last 7 days', ms: 7 * 24 * HOUR },
  '30d': { label: 'Last 30 days', ms: 30 * 24 * HOUR },
} as const;
export type Range = keyof typeof RANGES;
const RANGE_NAMES = Object.keys(RANGES) as Range[];

/** Orders by name, as the search language says them. */
const ORDERS = {
  oldest: 'timestamp_ms ASC',
  slowest: 'execution_time_ms DESC',
  fastest: 'execution_time_ms ASC',
};
export type Order = keyof typeof ORDERS;
const ORDER_NAMES = Object.keys(ORDERS) as Order[];

/** Everything the traces page shows stands in its address. */
export interface TracesView {
  filter?: string;
  experiments?: number[];
  state?: (typeof TRACE_STATES)[number];
  range?: Range;
  sort?: Order;
}

export const validateTracesView = (search: Record<string, unknown>): TracesView =>
  compact({
    filter: text(search, 'filter'),
    experiments: numbers(search, 'experiments'),
    state: oneOf(search, 'state', TRACE_STATES),
    range: oneOf(search, 'range', RANGE_NAMES),
    sort: oneOf(search, 'sort', ORDER_NAMES),
  });

const LANGUAGE = /[=<>]|\b(?:I?LIKE|RLIKE|IN|IS)\b/i;

/** What was typed as a filter: words that compare nothing are looked for in what traces say. */
export function asFilter(typed: string): string {
  const words = typed.trim();
  if (words === '' || LANGUAGE.test(words)) return words;
  return `trace.text ILIKE ${quoteText(`%${words}%`)}`;
}

/** The search the server is asked; `now` is when the list was opened. */
export function traceSearchBody(view: TracesView, now: number) {
  const parts = [asFilter(view.filter ?? '')];
  if (view.state) parts.push(`trace.status = ${quoteText(view.state)}`);
  if (view.range) parts.push(`trace.timestamp_ms >= ${now - RANGES[view.range].ms}`);
  return {
    filter: parts.filter(Boolean).join(' AND '),
    ...(view.sort ? { order_by: [ORDERS[view.sort]] } : {}),
    ...(view.experiments ? { experiment_ids: view.experiments } : {}),
  };
}

export type TraceSearchBody = ReturnType<typeof traceSearchBody>;

const BY_COLUMN: Record<string, Order | undefined> = {
  time: 'oldest',
  '-duration': 'slowest',
  duration: 'fastest',
};

/** The order as the table's headers show it; the newest first when none is chosen. */
export function sortOf({ sort }: TracesView): Sort {
  if (sort === 'slowest' || sort === 'fastest') {
    return { column: 'duration', descending: sort === 'slowest' };
  }
  return { column: 'time', descending: sort === undefined };
}

/** The order that a header's click asks for. */
export const sortName = (sort: string | undefined): Order | undefined =>
  sort === undefined ? undefined : BY_COLUMN[sort];

export const isNarrowed = (view: TracesView): boolean =>
  Boolean(view.filter ?? view.state ?? view.range ?? view.experiments);
