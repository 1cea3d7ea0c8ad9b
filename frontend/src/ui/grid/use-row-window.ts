import { type RefObject, useEffect, useState } from 'react';

/** Rows of the long tables: their height, and how many are laid out at once. */
export const ROW_HEIGHT = 34;
export const CHUNK_ROWS = 10;

const CHUNK_HEIGHT = CHUNK_ROWS * ROW_HEIGHT;

export interface RowWindow {
  firstChunk: number;
  lastChunk: number;
}

/** The chunks on screen and one on either side; React hears of it only when a chunk changes. */
export function visibleChunks(scrollTop: number, height: number, rows: number): RowWindow {
  const chunks = Math.max(1, Math.ceil(rows / CHUNK_ROWS));
  const first = Math.floor(scrollTop / CHUNK_HEIGHT) - 1;
  const last = Math.floor((scrollTop + height) / CHUNK_HEIGHT) + 1;
  return {
    firstChunk: Math.min(Math.max(0, first), chunks - 1),
    lastChunk: Math.max(0, Math.min(last, chunks - 1)),
  };
}

export function useRowWindow(scroller: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [shown, setShown] = useState<RowWindow>({ firstChunk: 0, lastChunk: 4 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const update = () => {
      const next = visibleChunks(element.scrollTop, element.clientHeight || 900, rows);
      setShown((now) =>
        now.firstChunk === next.firstChunk && now.lastChunk === next.lastChunk ? now : next,
      );
    };
    update();
    element.addEventListener('scroll', update, { passive: true });
    const resized = new ResizeObserver(update);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      resized.disconnect();
    };
  }, [scroller, rows]);
  return shown;
}
