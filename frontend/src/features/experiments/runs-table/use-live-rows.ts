import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { throttle } from '@/lib/throttle';
import { useDispatcher } from '@/live/live';
import { fetchRows, patchRows, type RunPages, runsQuery, type SearchBody } from './run-search';

const EVERY_MS = 1_000;
const SHORT_LIST_PAGES = 2;
const MOST_AT_ONCE = 100;

/**
 * Keeps the table current. A short list is fetched again; of a long one only the rows that changed
 * are, and new runs are announced instead of moving what the person reads.
 */
export function useLiveRows(projectKey: string, body: SearchBody) {
  const queries = useQueryClient();
  const dispatcher = useDispatcher();
  const [newRuns, setNewRuns] = useState(0);
  const changed = useRef(new Set<string>());
  const { queryKey } = runsQuery(projectKey, body);
  const name = JSON.stringify(queryKey);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `name` stands for the query key's content.
  useEffect(() => {
    if (!dispatcher) return undefined;
    setNewRuns(0);
    const pagesLoaded = () => queries.getQueryData<RunPages>(queryKey)?.pages.length ?? 0;
    const refresh = async () => {
      const ids = [...changed.current].slice(0, MOST_AT_ONCE);
      changed.current.clear();
      if (pagesLoaded() <= SHORT_LIST_PAGES) {
        await queries.invalidateQueries({ queryKey });
        return;
      }
      if (ids.length === 0) return;
      const rows = await fetchRows(projectKey, ids, body);
      queries.setQueryData<RunPages>(queryKey, (pages) => pages && patchRows(pages, rows));
    };
    const door = throttle(refresh, EVERY_MS);
    const stop = dispatcher.onRunRows((project, runId, created) => {
      if (project !== projectKey) return;
      if (!created && runId) changed.current.add(runId);
      else if (pagesLoaded() > SHORT_LIST_PAGES) setNewRuns((count) => count + 1);
      door();
    });
    return () => {
      stop();
      door.cancel();
    };
  }, [dispatcher, queries, projectKey, name]);

  const showNew = useCallback(() => {
    setNewRuns(0);
    void queries.resetQueries({ queryKey });
  }, [queries, queryKey]);

  return { newRuns, showNew };
}
