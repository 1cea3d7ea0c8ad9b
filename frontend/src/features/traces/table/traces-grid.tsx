import { Checkbox, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo, useEffect, useRef } from 'react';
import type { TraceRow } from '@/api/types';
import { CHUNK_ROWS, ROW_HEIGHT, useRowWindow } from '@/ui/use-row-window';
import { TRACE_COLUMNS } from './trace-columns';
import classes from './traces.module.css';

export interface TracesGridProps {
  traces: readonly TraceRow[];
  projectKey: string;
  /** Null where nothing can be done with a selection. */
  selection: ReadonlySet<string> | null;
  onSelect: (traceId: string, selected: boolean, range: boolean) => void;
  onSelectAll: (selected: boolean) => void;
  hasMore: boolean;
  onMore: () => void;
  inTab: boolean;
}

const WIDTH = TRACE_COLUMNS.reduce((sum, { width }) => sum + width, 260);

/** Traces as an ARIA grid: real DOM, only the rows on screen, more fetched as one scrolls. */
export function TracesGrid(props: TracesGridProps) {
  const { traces, projectKey, selection, onSelect, hasMore, onMore, inTab } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { firstChunk, lastChunk } = useRowWindow(scroller, traces.length);
  const nearEnd = (lastChunk + 2) * CHUNK_ROWS >= traces.length;
  useEffect(() => {
    if (nearEnd && hasMore) onMore();
  }, [nearEnd, hasMore, onMore]);
  const chunks = Array.from({ length: lastChunk - firstChunk + 1 }, (_, n) => firstChunk + n);
  return (
    <div
      ref={scroller}
      className={inTab ? `${classes.scroller} ${classes.inTab}` : classes.scroller}
      tabIndex={0}
      role="region"
      aria-label="Traces table"
    >
      <div
        role="grid"
        aria-label="Traces"
        aria-rowcount={hasMore ? -1 : traces.length + 1}
        aria-colcount={TRACE_COLUMNS.length + 1}
        aria-multiselectable={selection !== null}
        style={{ width: WIDTH, minWidth: '100%' }}
      >
        <GridHead {...props} />
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: (traces.length + (hasMore ? 4 : 0)) * ROW_HEIGHT }}
        >
          {chunks.map((chunk) => (
            <div
              key={chunk}
              role="presentation"
              className={classes.chunk}
              style={{ transform: `translateY(${chunk * CHUNK_ROWS * ROW_HEIGHT}px)` }}
            >
              {traces.slice(chunk * CHUNK_ROWS, (chunk + 1) * CHUNK_ROWS).map((trace, offset) => (
                <Row
                  key={trace.trace_id}
                  trace={trace}
                  index={chunk * CHUNK_ROWS + offset}
                  projectKey={projectKey}
                  selectable={selection !== null}
                  selected={selection?.has(trace.trace_id) === true}
                  onSelect={onSelect}
                />
              ))}
            </div>
          ))}
          {hasMore && (
            <div
              role="presentation"
              className={classes.more}
              style={{ transform: `translateY(${traces.length * ROW_HEIGHT}px)` }}
            >
              <Skeleton height={14} width="40%" />
              <Skeleton height={14} width="55%" />
              <Skeleton height={14} width="35%" />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

function GridHead({ traces, selection, onSelectAll }: TracesGridProps) {
  const all = selection !== null && traces.every(({ trace_id }) => selection.has(trace_id));
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.headRow}>
        <div role="columnheader" tabIndex={-1} className={classes.pinned}>
          {selection && (
            <Checkbox
              size="xs"
              aria-label="Select all loaded traces"
              checked={all}
              indeterminate={!all && selection.size > 0}
              onChange={(event) => onSelectAll(event.currentTarget.checked)}
            />
          )}
          Trace
        </div>
        {TRACE_COLUMNS.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            className={classes.cell}
            data-align={column.align}
            style={{ width: column.width }}
          >
            {column.label}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  trace: TraceRow;
  index: number;
  projectKey: string;
  selectable: boolean;
  selected: boolean;
  onSelect: TracesGridProps['onSelect'];
}

const Row = memo(function Row(props: RowProps) {
  const { trace, index, projectKey, selectable, selected, onSelect } = props;
  const name = trace.name || trace.trace_id;
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes.row}
      data-selected={selected || undefined}
    >
      <div role="gridcell" tabIndex={-1} className={classes.pinned}>
        {selectable && (
          <Checkbox
            size="xs"
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={() => undefined}
            onClick={(event) => onSelect(trace.trace_id, !selected, event.shiftKey)}
          />
        )}
        <Link
          to="/projects/$key/traces/$traceId"
          params={{ key: projectKey, traceId: trace.trace_id }}
          className={`quiet truncate ${classes.name}`}
          title={`${name} · ${trace.trace_id}`}
        >
          {name}
        </Link>
      </div>
      {TRACE_COLUMNS.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          tabIndex={-1}
          className={classes.cell}
          data-align={column.align}
          style={{ width: column.width }}
        >
          {column.cell(trace, projectKey)}
        </div>
      ))}
    </div>
  );
});
