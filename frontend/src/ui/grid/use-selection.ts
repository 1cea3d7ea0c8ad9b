import { useCallback, useEffect, useRef, useState } from 'react';

const NONE: ReadonlySet<string> = new Set();

/** Selected ids; with shift the whole range since the last click. Empties when `reset` changes. */
export function useSelection(ids: readonly string[], reset: string) {
  const [selection, setSelection] = useState<ReadonlySet<string>>(NONE);
  const anchor = useRef<string | null>(null);
  const latest = useRef(ids);
  latest.current = ids;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is another list.
  useEffect(() => setSelection(NONE), [reset]);

  const select = useCallback((id: string, selected: boolean, range: boolean) => {
    const chosen = range ? idsBetween(latest.current, anchor.current, id) : [id];
    anchor.current = id;
    setSelection((now) => {
      const next = new Set(now);
      for (const each of chosen) {
        if (selected) next.add(each);
        else next.delete(each);
      }
      return next;
    });
  }, []);

  const selectAll = useCallback((selected: boolean) => {
    setSelection(selected ? new Set(latest.current) : NONE);
  }, []);

  const clear = useCallback(() => setSelection(NONE), []);
  return { selection, select, selectAll, clear };
}

export function idsBetween(ids: readonly string[], from: string | null, to: string): string[] {
  const a = from === null ? -1 : ids.indexOf(from);
  const b = ids.indexOf(to);
  if (a < 0 || b < 0) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}
