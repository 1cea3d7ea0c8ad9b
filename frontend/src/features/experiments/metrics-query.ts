import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Metric } from '@/api/types';

const PAGE = 1000;
/** More keys than this are reached by the search field, which asks the server. */
export const MOST_KEYS = 5000;

export interface MetricList {
  results: Metric[];
  total: number;
}

async function fetchMetrics(runId: string, search: string): Promise<MetricList> {
  const results: Metric[] = [];
  let total = 0;
  do {
    const page = await unwrap(
      api.GET('/api/v1/runs/{run_id}/metrics', {
        params: {
          path: { run_id: runId },
          query: { search, limit: PAGE, offset: results.length },
        },
      }),
    );
    total = page.total;
    if (page.results.length === 0) break;
    results.push(...page.results);
  } while (results.length < Math.min(total, MOST_KEYS));
  return { results, total };
}

/** The run's metric keys with their latest values. */
export const runMetricsQuery = (runId: string, search = '') =>
  queryOptions({
    queryKey: ['run', runId, 'metrics', search],
    queryFn: () => fetchMetrics(runId, search),
  });
