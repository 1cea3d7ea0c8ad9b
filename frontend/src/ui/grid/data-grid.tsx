import { Checkbox, Skeleton } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { ariaSort, type GridColumn, type Sort } from './columns';
import classes from './grid.module.css';
import { GridRow } from './grid-row';
import { HeaderCell } from './header-cell';
import { CHUNK_ROWS, ROW_HEIGHT, useRowWindow } from './use-row-window';

export interface DataGridProps<Row> {
  /** What the rows are: «Runs». */
  label: string;
  /** The head of the first column: «Run». */
  first: string;
  /** The sort's name of the first column, where the server can sort by it. */
  firstSort?: string;
  rows: readonly Row[];
  /** All that match, or null when nobody counted. */
  total: number | null;
  /** Id and name of a row. These three, like `columns`, are the same from one drawing to the next. */
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  /** The first cell: a link with the row's name; it gets the class that makes it one. */
  linkOf: (row: Row, className: string) => ReactNode;
  columns: readonly GridColumn<Row>[];
  sort?: Sort | null;
  onSort?: (column: string) => void;
  /** Null where nothing can be done with a selection. */
  selection: ReadonlySet<string> | null;
  onSelect: (id: string, selected: boolean, range: boolean) => void;
  onSelectAll: (selected: boolean) => void;
  hasMore: boolean;
  onMore: () => void;
  /** It stands below others in a tab and has a height of its own. */
  inTab?: boolean;
}

const FIRST_WIDTH = 280;

/** A long table as an ARIA grid: real DOM, only the rows on screen, more fetched as one scrolls. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { label, rows, total, columns, selection, hasMore, onMore, inTab = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { firstChunk, lastChunk } = useRowWindow(scroller, rows.length);
  const nearEnd = (lastChunk + 2) * CHUNK_ROWS >= rows.length;
  useEffect(() => {
    if (nearEnd && hasMore) onMore();
  }, [nearEnd, hasMore, onMore]);
  const chunks = Array.from({ length: lastChunk - firstChunk + 1 }, (_, n) => firstChunk + n);
  const count = total ?? (hasMore ? -2 : rows.length);
  return (
    <div
      ref={scroller}
      className={inTab ? `${classes.scroller} ${classes.inTab}` : classes.scroller}
      tabIndex={0}
      role="region"
      aria-label={`${label} table`}
    >
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable={selection !== null}
        style={{
          width: columns.reduce((sum, { width }) => sum + width, FIRST_WIDTH),
          minWidth: '100%',
        }}
      >
        <GridHead {...props} />
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: (rows.length + (hasMore ? 4 : 0)) * ROW_HEIGHT }}
        >
          {chunks.map((chunk) => (
            <Chunk key={chunk} chunk={chunk} {...props} />
          ))}
          {hasMore && (
            <div
              role="presentation"
              className={classes.more}
              style={{ transform: `translateY(${rows.length * ROW_HEIGHT}px)` }}
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

function GridHead<Row>(props: DataGridProps<Row>) {
  const { label, first, firstSort, rows, idOf, columns, selection, onSelectAll } = props;
  const sort = props.sort ?? null;
  const onSort = props.onSort ?? null;
  const all = selection !== null && rows.every((row) => selection.has(idOf(row)));
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.headRow}>
        <div
          role="columnheader"
          tabIndex={-1}
          className={classes.pinned}
          aria-sort={firstSort ? ariaSort(sort, firstSort) : undefined}
        >
          {selection && (
            <Checkbox
              size="xs"
              aria-label={`Select all loaded ${label.toLowerCase()}`}
              checked={all}
              indeterminate={!all && selection.size > 0}
              onChange={(event) => onSelectAll(event.currentTarget.checked)}
            />
          )}
          <HeaderCell
            id={firstSort ?? 'first'}
            label={first}
            sort={sort}
            onSort={firstSort ? onSort : null}
          />
        </div>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            tabIndex={-1}
            className={classes.cell}
            data-align={column.align}
            style={{ width: column.width }}
            aria-sort={column.sortable ? ariaSort(sort, column.id) : undefined}
          >
            <HeaderCell
              id={column.id}
              label={column.label}
              title={column.title}
              sort={sort}
              onSort={column.sortable ? onSort : null}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Some rows that are laid out once and then only moved by the compositor. */
function Chunk<Row>({ chunk, ...props }: DataGridProps<Row> & { chunk: number }) {
  const { rows, idOf, nameOf, linkOf, columns, selection, onSelect } = props;
  const from = chunk * CHUNK_ROWS;
  return (
    <div
      role="presentation"
      className={classes.chunk}
      style={{ transform: `translateY(${from * ROW_HEIGHT}px)` }}
    >
      {rows.slice(from, from + CHUNK_ROWS).map((row, offset) => (
        <GridRow
          key={idOf(row)}
          row={row}
          index={from + offset}
          idOf={idOf}
          nameOf={nameOf}
          linkOf={linkOf}
          columns={columns}
          selectable={selection !== null}
          selected={selection?.has(idOf(row)) === true}
          onSelect={onSelect}
        />
      ))}
    </div>
  );
}
