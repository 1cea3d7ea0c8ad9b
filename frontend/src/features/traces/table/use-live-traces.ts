import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { throttle } from '@/lib/throttle';
import { useDispatcher } from '@/live/live';
import { type TracePages, type TracesOf, tracesQuery } from '../queries';
import type { TraceSearchBody } from './trace-search';

const EVERY_MS = 1_000;
const SHORT_LIST_PAGES = 2;

/**
 * Keeps the list current. A short one is fetched again; of a long one it is said that there is
 * something new, so that nothing moves away under who reads it.
 */
export function useLiveTraces(of: TracesOf, body: TraceSearchBody) {
  const queries = useQueryClient();
  const dispatcher = useDispatcher();
  const [stale, setStale] = useState(false);
  const { queryKey } = tracesQuery(of, body);
  const name = JSON.stringify(queryKey);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `name` stands for the query key's content.
  useEffect(() => {
    if (!dispatcher) return undefined;
    setStale(false);
    const refresh = () => {
      const pages = queries.getQueryData<TracePages>(queryKey)?.pages.length ?? 0;
      if (pages <= SHORT_LIST_PAGES) return queries.invalidateQueries({ queryKey });
      setStale(true);
      return undefined;
    };
    const door = throttle(refresh, EVERY_MS);
    const stop = dispatcher.onTraces((projectKey, experimentId) => {
      const concerned = body.experiment_ids?.includes(experimentId) ?? true;
      if (projectKey === of.projectKey && (experimentId === 0 || concerned)) door();
    });
    return () => {
      stop();
      door.cancel();
    };
  }, [dispatcher, queries, name]);

  const showNew = useCallback(() => {
    setStale(false);
    void queries.resetQueries({ queryKey });
  }, [queries, queryKey]);

  return { stale, showNew };
}
