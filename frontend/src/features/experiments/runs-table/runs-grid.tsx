import { Checkbox, Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { RunRow } from '@/api/types';
import { CHUNK_ROWS, ROW_HEIGHT, useRowWindow } from '@/ui/use-row-window';
import type { Column, Sort } from './columns';
import { HeaderCell } from './header-cell';
import { RowChunk } from './run-rows';
import classes from './runs-table.module.css';

export interface RunsGridProps {
  runs: readonly RunRow[];
  total: number | null;
  columns: readonly Column[];
  projectKey: string;
  sort: Sort | null;
  onSort: (column: string) => void;
  selection: ReadonlySet<string>;
  onSelect: (runId: string, selected: boolean, range: boolean) => void;
  onSelectAll: (selected: boolean) => void;
  hasMore: boolean;
  onMore: () => void;
}

const PINNED_WIDTH = 280;

/** The runs as an ARIA grid: real DOM, only the rows on screen, more rows fetched as one scrolls. */
export function RunsGrid(props: RunsGridProps) {
  const { runs, total, columns, projectKey, selection, onSelect, hasMore, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { firstChunk, lastChunk } = useRowWindow(scroller, runs.length);
  const nearEnd = (lastChunk + 2) * CHUNK_ROWS >= runs.length;
  useEffect(() => {
    if (nearEnd && hasMore) onMore();
  }, [nearEnd, hasMore, onMore]);
  const chunks = Array.from({ length: lastChunk - firstChunk + 1 }, (_, n) => firstChunk + n);
  const width = columns.reduce((sum, column) => sum + column.width, PINNED_WIDTH);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      tabIndex={0}
      role="region"
      aria-label="Runs table"
    >
      <div
        role="grid"
        aria-label="Runs"
        aria-rowcount={(total ?? runs.length) + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        style={{ width, minWidth: '100%' }}
      >
        <GridHead {...props} />
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: (runs.length + (hasMore ? 4 : 0)) * ROW_HEIGHT }}
        >
          {chunks.map((chunk) => (
            <RowChunk
              key={chunk}
              chunk={chunk}
              runs={runs}
              columns={columns}
              projectKey={projectKey}
              selection={selection}
              onSelect={onSelect}
            />
          ))}
          {hasMore && (
            <div
              role="presentation"
              className={classes.more}
              style={{ transform: `translateY(${runs.length * ROW_HEIGHT}px)` }}
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

function GridHead({ runs, columns, sort, onSort, selection, onSelectAll }: RunsGridProps) {
  const allSelected = runs.length > 0 && runs.every(({ run_id }) => selection.has(run_id));
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.headRow}>
        <div
          role="columnheader"
          tabIndex={-1}
          className={classes.pinned}
          aria-sort={ariaSort(sort, 'name')}
        >
          <Checkbox
            size="xs"
            aria-label="Select all loaded runs"
            checked={allSelected}
            indeterminate={!allSelected && selection.size > 0}
            onChange={(event) => onSelectAll(event.currentTarget.checked)}
          />
          <HeaderCell label="Run" sort={sort} id="name" onSort={onSort} />
        </div>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            className={classes.cell}
            data-align={column.align}
            style={{ width: column.width }}
            aria-sort={ariaSort(sort, column.id)}
          >
            <HeaderCell
              label={column.label}
              kind={column.kind}
              sort={sort}
              id={column.id}
              onSort={column.sortBy ? onSort : null}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

function ariaSort(sort: Sort | null, id: string): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== id) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
