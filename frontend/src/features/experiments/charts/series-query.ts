import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Series } from '@/api/types';
import type { XKind } from '@/charts/axis-format';

export interface SeriesAsk {
  runIds: readonly string[];
  x: XKind;
  buckets: number;
  range: readonly [number, number] | null;
}

interface Waiting {
  key: string;
  resolve: (series: Series[]) => void;
  reject: (error: unknown) => void;
}

const KEYS_AT_ONCE = 24;
const waiting = new Map<string, { ask: SeriesAsk; calls: Waiting[] }>();

async function fetchGroup(ask: SeriesAsk, calls: Waiting[]): Promise<void> {
  const keys = [...new Set(calls.map(({ key }) => key))];
  try {
    const { series } = await unwrap(
      api.POST('/api/v1/runs/series', {
        body: {
          run_ids: [...ask.runIds],
          keys,
          buckets: ask.buckets,
          x: ask.x,
          from: ask.range?.[0] ?? null,
          to: ask.range?.[1] ?? null,
        },
      }),
    );
    for (const { key, resolve } of calls) resolve(series.filter((each) => each.key === key));
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}

function flush(): void {
  const groups = [...waiting.values()];
  waiting.clear();
  for (const { ask, calls } of groups) {
    for (let from = 0; from < calls.length; from += KEYS_AT_ONCE) {
      void fetchGroup(ask, calls.slice(from, from + KEYS_AT_ONCE));
    }
  }
}

/** One key's series. Calls of the same moment share a request. */
function fetchSeries(key: string, ask: SeriesAsk): Promise<Series[]> {
  return new Promise((resolve, reject) => {
    if (waiting.size === 0) setTimeout(flush, 0);
    const name = JSON.stringify(ask);
    const group = waiting.get(name) ?? { ask, calls: [] };
    group.calls.push({ key, resolve, reject });
    waiting.set(name, group);
  });
}

/** Keyed ['series', key, runIds, …]: the live dispatcher finds it by that. */
export const seriesQuery = (key: string, ask: SeriesAsk) =>
  queryOptions({
    queryKey: ['series', key, ask.runIds, ask.x, ask.buckets, ask.range],
    queryFn: () => fetchSeries(key, ask),
    staleTime: 5_000,
    gcTime: 60_000,
  });
