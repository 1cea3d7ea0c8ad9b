import { useCallback, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/api/client';
import type { ConsolePage } from '@/api/types';
import { throttle } from '@/lib/throttle';
import { useDispatcher, useLiveStatus } from '@/live/live';
import { appended, type ConsoleText, consoleOf, prepended } from './console-buffer';

const TAIL_BYTES = 256 * 1024;
const PAGE_BYTES = 1024 * 1024;
const EVERY_MS = 300;
const POLL_MS = 5_000;

const fetchPage = (
  runId: string,
  query: { tail?: number; after?: number; limit?: number },
): Promise<ConsolePage> =>
  unwrap(api.GET('/api/v1/runs/{run_id}/console', { params: { path: { run_id: runId }, query } }));

export interface Console {
  text: ConsoleText | null;
  error: unknown;
  loadingEarlier: boolean;
  loadEarlier: () => void;
  loadAll: () => void;
  retry: () => void;
}

/** The console from its end: what is written appears, what was written before is fetched on demand. */
export function useConsole(runId: string): Console {
  const [text, setText] = useState<ConsoleText | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [loadingEarlier, setLoadingEarlier] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const now = useRef<ConsoleText | null>(null);
  const pullSoon = useRef<(() => void) | null>(null);
  const dispatcher = useDispatcher();
  const live = useLiveStatus() === 'live';

  const keep = useCallback((next: ConsoleText) => {
    now.current = next;
    setText(next);
    setError(null);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` starts anew.
  useEffect(() => {
    let current = true;
    const pull = async () => {
      try {
        const held = now.current;
        if (!held) {
          const page = await fetchPage(runId, { tail: TAIL_BYTES });
          if (current) keep(consoleOf(page));
          return;
        }
        let page: ConsolePage;
        do {
          page = await fetchPage(runId, { after: now.current?.end ?? 0, limit: PAGE_BYTES });
          if (!current) return;
          keep(appended(now.current ?? held, page));
        } while (page.end < page.size && page.text !== '');
      } catch (problem) {
        if (current) setError(problem);
      }
    };
    now.current = null;
    setText(null);
    const door = throttle(pull, EVERY_MS);
    door();
    const stop = dispatcher?.onConsole(runId, door);
    pullSoon.current = door;
    return () => {
      current = false;
      door.cancel();
      stop?.();
    };
  }, [runId, dispatcher, keep, attempt]);

  useEffect(() => {
    if (live) return undefined;
    const poll = setInterval(() => !now.current?.complete && pullSoon.current?.(), POLL_MS);
    return () => clearInterval(poll);
  }, [live]);

  const earlier = useCallback(
    async (all: boolean) => {
      setLoadingEarlier(true);
      try {
        while (now.current && now.current.start > 0) {
          const after = Math.max(0, now.current.start - PAGE_BYTES);
          const page = await fetchPage(runId, { after, limit: now.current.start - after });
          const next = prepended(now.current, page);
          if (next === now.current) break;
          keep(next);
          if (!all) break;
        }
      } catch (problem) {
        setError(problem);
      } finally {
        setLoadingEarlier(false);
      }
    },
    [runId, keep],
  );

  return {
    text,
    error,
    loadingEarlier,
    loadEarlier: useCallback(() => void earlier(false), [earlier]),
    loadAll: useCallback(() => void earlier(true), [earlier]),
    retry: useCallback(() => setAttempt((count) => count + 1), []),
  };
}
