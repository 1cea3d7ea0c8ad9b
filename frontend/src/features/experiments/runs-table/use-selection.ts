import { useCallback, useEffect, useRef, useState } from 'react';
import type { RunRow } from '@/api/types';

const NONE: ReadonlySet<string> = new Set();

/** Selected run ids; with shift the whole range since the last click. Empties when `reset` changes. */
export function useSelection(runs: readonly RunRow[], reset: string) {
  const [selection, setSelection] = useState<ReadonlySet<string>>(NONE);
  const anchor = useRef<string | null>(null);
  const latest = useRef(runs);
  latest.current = runs;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is another list.
  useEffect(() => setSelection(NONE), [reset]);

  const select = useCallback((runId: string, selected: boolean, range: boolean) => {
    const ids = range ? idsBetween(latest.current, anchor.current, runId) : [runId];
    anchor.current = runId;
    setSelection((now) => {
      const next = new Set(now);
      for (const id of ids) {
        if (selected) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);

  const selectAll = useCallback((selected: boolean) => {
    setSelection(selected ? new Set(latest.current.map(({ run_id }) => run_id)) : NONE);
  }, []);

  const clear = useCallback(() => setSelection(NONE), []);
  return { selection, select, selectAll, clear };
}

export function idsBetween(runs: readonly RunRow[], from: string | null, to: string): string[] {
  const a = runs.findIndex(({ run_id }) => run_id === from);
  const b = runs.findIndex(({ run_id }) => run_id === to);
  if (a < 0 || b < 0) return [to];
  return runs.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ run_id }) => run_id);
}
