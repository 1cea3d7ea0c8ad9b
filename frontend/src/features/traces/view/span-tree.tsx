import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react';
import { observeElementRect, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { formatDuration } from '@/lib/format';
import { SpanIcon } from './span-icon';
import { barOf, type SpanRow } from './span-rows';
import classes from './view.module.css';

interface SpanTreeProps {
  /** The rows to show: those whose ancestors are open, or those that a search found. */
  rows: readonly SpanRow[];
  /** How long all of it took. */
  total: number;
  collapsed: ReadonlySet<string>;
  onFold: (spanId: string, closed: boolean) => void;
  chosen: string | undefined;
  onChoose: (spanId: string) => void;
}

const ROW = 30;
const rowId = (spanId: string): string => `span-${spanId}`;

/** Its size on screen; one that has none yet is taken for a usual one, so that rows are drawn. */
const observeShown = (
  instance: Virtualizer<HTMLDivElement, Element>,
  heard: (rect: { width: number; height: number }) => void,
) => observeElementRect(instance, (rect) => heard(rect.height > 0 ? rect : USUAL));
const USUAL = { width: 600, height: 600 };

/** The spans as a tree with their times as bars; arrows walk it, only rows on screen are drawn. */
export function SpanTree(props: SpanTreeProps) {
  const { rows, total, collapsed, onFold, chosen, onChoose } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    observeElementRect: observeShown,
  });
  const at = rows.findIndex(({ span }) => span.span_id === chosen);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice may scroll.
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [chosen]);

  const go = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) onChoose(row.span.span_id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const isOpen = row !== undefined && row.children > 0 && !collapsed.has(row.span.span_id);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => {
        if (row && isOpen) go(at + 1);
        else if (row) onFold(row.span.span_id, false);
      },
      ArrowLeft: () => {
        if (row && isOpen) onFold(row.span.span_id, true);
        else if (row) go(parentIndex(rows, at));
      },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      aria-label="Spans"
      aria-activedescendant={chosen && at >= 0 ? rowId(chosen) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <TreeRow
                key={row.span.span_id}
                row={row}
                total={total}
                top={start}
                open={!collapsed.has(row.span.span_id)}
                chosen={index === at}
                onChoose={onChoose}
                onFold={onFold}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function parentIndex(rows: readonly SpanRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  return rows.findLastIndex((row, index) => index < at && row.depth < depth);
}

interface TreeRowProps {
  row: SpanRow;
  total: number;
  top: number;
  open: boolean;
  chosen: boolean;
  onChoose: (spanId: string) => void;
  onFold: (spanId: string, closed: boolean) => void;
}

const DEEPEST_INDENT = 24;

function TreeRow({ row, total, top, open, chosen, onChoose, onFold }: TreeRowProps) {
  const { span, depth, children } = row;
  const { left, width } = barOf(span, total);
  const took = formatDuration(span.duration_ms);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it hears the keys.
    <div
      id={rowId(span.span_id)}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-selected={chosen}
      {...(children > 0 ? { 'aria-expanded': open } : {})}
      aria-label={`${span.name}, ${span.type.toLowerCase()}, ${took}${span.status === 'ERROR' ? ', failed' : ''}`}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(span.span_id)}
    >
      <span
        className={classes.label}
        style={{ paddingLeft: 6 + Math.min(depth, DEEPEST_INDENT) * 14 }}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys do the same. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a part of the tree item, not its own. */}
        <span
          className={classes.toggle}
          data-open={open}
          style={children === 0 ? { visibility: 'hidden' } : undefined}
          onClick={(event) => {
            event.stopPropagation();
            onFold(span.span_id, open);
          }}
        >
          <IconChevronRight size={13} />
        </span>
        <SpanIcon type={span.type} />
        <span className="truncate" title={`${span.name} (${span.type})`}>
          {span.name}
        </span>
        {span.status === 'ERROR' && (
          <IconAlertTriangle size={14} className={classes.failed} aria-hidden="true" />
        )}
      </span>
      <span className={classes.track}>
        <span
          className={classes.bar}
          data-status={span.status}
          data-running={span.duration_ms === null || undefined}
          style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
        />
      </span>
      <span className={classes.took}>{took}</span>
    </div>
  );
}
