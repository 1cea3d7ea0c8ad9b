import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { RunPage, RunRow, RunStatus } from '@/api/types';
import { columnExpression, joinFilters, parseColumn } from '@/lib/filter';
import { compact, flag, numbers, oneOf, text, texts } from '@/lib/search-params';
import { parseSort } from '@/ui/grid/columns';
import { ATTRIBUTE_DEFAULTS, NAME_SORT } from './columns';

export const PAGE_SIZE = 100;
export const RUN_STATUSES: RunStatus[] = ['SCHEDULED', 'RUNNING', 'FINISHED', 'FAILED', 'KILLED'];

/** Everything the runs page shows stands in its address. */
export interface RunsView {
  filter?: string;
  sort?: string;
  deleted?: true;
  status?: RunStatus[];
  experiments?: number[];
  columns?: string[];
}

export function validateRunsView(search: Record<string, unknown>): RunsView {
  const status = texts(search, 'status')?.flatMap(
    (value) => oneOf({ value }, 'value', RUN_STATUSES) ?? [],
  );
  return compact({
    filter: text(search, 'filter'),
    sort: text(search, 'sort'),
    deleted: flag(search, 'deleted'),
    status: status && status.length > 0 ? status : undefined,
    experiments: numbers(search, 'experiments'),
    columns: texts(search, 'columns'),
  });
}

function orderBy(sort: string | undefined): string[] {
  const parsed = parseSort(sort);
  if (!parsed) return [];
  const { column, descending } = parsed;
  const names: Record<string, string> = {
    name: NAME_SORT,
    status: 'attributes.status',
    started: 'attributes.start_time',
    duration: 'attributes.duration',
  };
  const left = names[column] ?? (parseColumn(column) ? columnExpression(column) : null);
  return left ? [`${left} ${descending ? 'DESC' : 'ASC'}`] : [];
}

/** The search the server is asked; only values of shown columns travel. */
export function searchBody(view: RunsView, columns: readonly string[]) {
  const body: { experiment_ids?: number[]; order_by?: string[] } = {};
  if (view.experiments) body.experiment_ids = view.experiments;
  if (view.sort) body.order_by = orderBy(view.sort);
  return {
    ...body,
    filter: joinFilters(view.filter, view.status ?? []),
    view: (view.deleted ? 'deleted' : 'active') as 'active' | 'deleted' | 'all',
    columns: columns.filter((id) => parseColumn(id) !== null),
  };
}

export type SearchBody = ReturnType<typeof searchBody>;

interface PageAsk {
  limit: number;
  page_token: string | null;
}

const search = (key: string, body: SearchBody & PageAsk): Promise<RunPage> =>
  unwrap(api.POST('/api/v1/projects/{key}/runs/search', { params: { path: { key } }, body }));

export const runsQuery = (key: string, body: SearchBody) =>
  infiniteQueryOptions({
    queryKey: ['runs', key, body],
    queryFn: ({ pageParam }) =>
      search(key, { ...body, limit: PAGE_SIZE, page_token: pageParam || null }),
    initialPageParam: '',
    getNextPageParam: (page: RunPage) => page.next_page_token || undefined,
    retry: false,
  });

/** Single rows by id, with the same columns, to patch a long list in place. */
export async function fetchRows(key: string, ids: string[], body: SearchBody): Promise<RunRow[]> {
  const list = ids.map((id) => `'${id}'`).join(', ');
  const page = await search(key, {
    view: 'all',
    columns: body.columns,
    filter: `attributes.run_id IN (${list})`,
    limit: ids.length,
    page_token: null,
  });
  return page.runs;
}

export type RunPages = InfiniteData<RunPage, string>;

/** The pages with these rows renewed; rows that are not loaded are left out. */
export function patchRows(pages: RunPages, rows: RunRow[]): RunPages {
  const fresh = new Map(rows.map((row) => [row.run_id, row]));
  return {
    ...pages,
    pages: pages.pages.map((page) =>
      page.runs.some(({ run_id }) => fresh.has(run_id))
        ? { ...page, runs: page.runs.map((row) => fresh.get(row.run_id) ?? row) }
        : page,
    ),
  };
}

export const defaultColumns = (metrics: string[], params: string[]): string[] => [
  ...ATTRIBUTE_DEFAULTS,
  ...metrics.map((path) => `metrics.${path}`),
  ...params.map((path) => `params.${path}`),
];
