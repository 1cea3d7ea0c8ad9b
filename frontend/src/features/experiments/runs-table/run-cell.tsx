import { Link } from '@tanstack/react-router';
import type { RunRow } from '@/api/types';
import { formatNumber } from '@/lib/format';
import type { GridColumn } from '@/ui/grid/columns';
import { StatusBadge } from '@/ui/status-badge';
import { Duration, RelativeTime } from '@/ui/time';
import type { Column } from './columns';

interface RunCellProps {
  run: RunRow;
  column: Column;
  projectKey: string;
}

const KIND_WORDS = { attribute: '', metrics: ' (metric)', params: ' (param)', tags: ' (tag)' };

/** The table's columns of these columns of runs. */
export const gridColumns = (columns: readonly Column[], projectKey: string): GridColumn<RunRow>[] =>
  columns.map((column) => ({
    id: column.id,
    label: column.label,
    title: `${column.label}${KIND_WORDS[column.kind]}`,
    width: column.width,
    align: column.align,
    sortable: column.sortBy !== null,
    cell: (run) => <RunCell run={run} column={column} projectKey={projectKey} />,
  }));

const absent = <span aria-hidden="true">–</span>;

function RunCell({ run, column, projectKey }: RunCellProps) {
  if (column.kind === 'metrics') {
    const value = run.metrics[column.key];
    return value === undefined ? absent : <span title={String(value)}>{formatNumber(value)}</span>;
  }
  if (column.kind === 'params' || column.kind === 'tags') {
    const value = run[column.kind][column.key];
    return value === undefined ? absent : <span title={value}>{value}</span>;
  }
  return <AttributeCell run={run} column={column} projectKey={projectKey} />;
}

function AttributeCell({ run, column, projectKey }: RunCellProps) {
  switch (column.key) {
    case 'status':
      return <StatusBadge status={run.status} />;
    case 'experiment':
      return <span title={run.experiment_name}>{run.experiment_name}</span>;
    case 'user':
      return (
        <span title={run.user?.email}>{run.user?.display_name || run.user?.email || '–'}</span>
      );
    case 'started':
      return <RelativeTime at={run.started_at} />;
    case 'duration':
      return <Duration startedAt={run.started_at} endedAt={run.ended_at} />;
    case 'job':
      return run.job_id ? (
        <Link
          to="/projects/$key/jobs/$jobId"
          params={{ key: projectKey, jobId: run.job_id }}
          className="quiet mono"
        >
          {run.job_id.slice(0, 8)}
        </Link>
      ) : (
        absent
      );
    default:
      return null;
  }
}
