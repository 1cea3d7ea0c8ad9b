import { Text } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states';
import classes from './console.module.css';
import { type ConsoleText, findLines } from './console-buffer';
import { ConsoleLine } from './console-line';
import { ConsoleToolbar } from './console-toolbar';
import { useConsole } from './use-console';

const LINE_HEIGHT = 19;
const AT_END_PX = 40;
const AT_START_PX = 200;

interface ConsoleViewProps {
  runId: string;
  height: string;
}

/** What the run printed: live, searchable, as long as it may be. */
export function ConsoleView({ runId, height }: ConsoleViewProps) {
  const { text, error, loadingEarlier, loadEarlier, loadAll, retry } = useConsole(runId);
  if (!text)
    return error ? (
      <ErrorState error={error} onRetry={retry} />
    ) : (
      <SkeletonRows rows={10} height={12} />
    );
  if (text.size === 0) {
    return (
      <EmptyState icon={<IconTerminal2 size={22} />} title="Nothing printed yet">
        A job's output appears here while it runs. Runs logged from elsewhere have a console only if
        they send one.
      </EmptyState>
    );
  }
  return (
    <LoadedConsole
      runId={runId}
      text={text}
      height={height}
      loadingEarlier={loadingEarlier}
      onEarlier={loadEarlier}
      onAll={loadAll}
    />
  );
}

interface LoadedConsoleProps {
  runId: string;
  text: ConsoleText;
  height: string;
  loadingEarlier: boolean;
  onEarlier: () => void;
  onAll: () => void;
}

function LoadedConsole({
  runId,
  text,
  height,
  loadingEarlier,
  onEarlier,
  onAll,
}: LoadedConsoleProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  const [find, setFind] = useState('');
  const [match, setMatch] = useState(0);
  const wanted = useDeferredValue(find.toLowerCase());
  const count = text.lines.at(-1) === '' ? text.lines.length - 1 : text.lines.length;
  const matches = useMemo(() => findLines(text.lines, wanted), [text.lines, wanted]);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: new bytes are what one follows.
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, text.end, count]);

  useKeepPlace(scroller, text);

  const goTo = (step: number) => {
    if (matches.length === 0) return;
    const next = (match + step + matches.length) % matches.length;
    setFollow(false);
    setMatch(next);
    rows.scrollToIndex(matches[next] ?? 0, { align: 'center' });
  };
  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (fromEnd > AT_END_PX && follow) setFollow(false);
    if (element.scrollTop < AT_START_PX && text.start > 0 && !loadingEarlier && !follow)
      onEarlier();
  };
  return (
    <div>
      <ConsoleToolbar
        runId={runId}
        text={text}
        find={find}
        onFind={(value) => {
          setFind(value);
          setMatch(0);
        }}
        matches={matches.length}
        match={Math.min(match, Math.max(0, matches.length - 1))}
        onMatch={goTo}
        follow={follow}
        onFollow={setFollow}
        loadingEarlier={loadingEarlier}
        onLoadAll={onAll}
      />
      {text.truncated && (
        <Text size="xs" c="dimmed" mb={6}>
          The run printed more than is kept here; the rest is lost.
        </Text>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        style={{ height }}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-label="Console"
        aria-live="off"
      >
        <div className={classes.sheet} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => (
            <div
              key={row.key}
              className={classes.line}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <span className={classes.number} aria-hidden="true">
                {text.start === 0 ? row.index + 1 : ''}
              </span>
              <ConsoleLine
                line={text.lines[row.index] ?? ''}
                find={wanted}
                current={matches[match] === row.index}
              />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** Text that was put before must not move what one is reading. */
function useKeepPlace(scroller: React.RefObject<HTMLDivElement | null>, text: ConsoleText): void {
  const before = useRef({ start: text.start, lines: text.lines.length });
  useEffect(() => {
    const { start, lines } = before.current;
    before.current = { start: text.start, lines: text.lines.length };
    if (text.start < start && scroller.current) {
      scroller.current.scrollTop += (text.lines.length - lines) * LINE_HEIGHT;
    }
  }, [scroller, text.start, text.lines.length]);
}
