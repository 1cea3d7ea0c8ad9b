import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { RunRow } from '@/api/types';
import { CHUNK_ROWS, ROW_HEIGHT } from '@/ui/use-row-window';
import type { Column } from './columns';
import { RunCell } from './run-cell';
import classes from './runs-table.module.css';

interface RowProps {
  run: RunRow;
  index: number;
  columns: readonly Column[];
  projectKey: string;
  selected: boolean;
  onSelect: (runId: string, selected: boolean, range: boolean) => void;
}

const Row = memo(function Row({ run, index, columns, projectKey, selected, onSelect }: RowProps) {
  const name = run.name || run.run_id;
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
        <Checkbox
          size="xs"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => onSelect(run.run_id, !selected, event.shiftKey)}
        />
        <Link
          to="/projects/$key/runs/$runId"
          params={{ key: projectKey, runId: run.run_id }}
          className={`quiet truncate ${classes.name}`}
          title={name}
        >
          {name}
        </Link>
      </div>
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          tabIndex={-1}
          className={classes.cell}
          data-align={column.align}
          style={{ width: column.width }}
        >
          <RunCell run={run} column={column} projectKey={projectKey} />
        </div>
      ))}
    </div>
  );
});

interface RowChunkProps extends Omit<RowProps, 'run' | 'index' | 'selected'> {
  runs: readonly RunRow[];
  chunk: number;
  selection: ReadonlySet<string>;
}

/** Some rows that are laid out once and then only moved by the compositor. */
export function RowChunk({ runs, chunk, selection, ...rest }: RowChunkProps) {
  const first = chunk * CHUNK_ROWS;
  return (
    <div
      role="presentation"
      className={classes.chunk}
      style={{ transform: `translateY(${first * ROW_HEIGHT}px)` }}
    >
      {runs.slice(first, first + CHUNK_ROWS).map((run, offset) => (
        <Row
          key={run.run_id}
          run={run}
          index={first + offset}
          selected={selection.has(run.run_id)}
          {...rest}
        />
      ))}
    </div>
  );
}
