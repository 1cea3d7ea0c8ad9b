import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunRow } from '@/api/types';
import { EmptyState } from '@/ui/states';
import { StatusBadge } from '@/ui/status-badge';
import { Duration, RelativeTime } from '@/ui/time';
import classes from './run-list.module.css';

interface RunListProps {
  runs: RunRow[];
  projectKey: string;
  withExperiment?: boolean;
}

/** A short, plain list of runs. */
export function RunList({ runs, projectKey, withExperiment = true }: RunListProps) {
  if (runs.length === 0) {
    return (
      <EmptyState title="No runs yet">
        The first run appears here as soon as a script or a job logs it.
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list}>
      {runs.map((run) => (
        <li key={run.run_id}>
          <Link
            to="/projects/$key/runs/$runId"
            params={{ key: projectKey, runId: run.run_id }}
            className={`quiet truncate ${classes.name}`}
          >
            {run.name || run.run_id}
          </Link>
          {withExperiment && (
            <Text
              component="span"
              size="xs"
              c="dimmed"
              className={`truncate ${classes.experiment}`}
            >
              {run.experiment_name}
            </Text>
          )}
          <span className={classes.status}>
            <StatusBadge status={run.status} />
          </span>
          <Text component="span" size="xs" c="dimmed" className={classes.figure ?? ''}>
            <Duration startedAt={run.started_at} endedAt={run.ended_at} />
          </Text>
          <Text component="span" size="xs" c="dimmed" className={classes.figure ?? ''}>
            <RelativeTime at={run.started_at} />
          </Text>
        </li>
      ))}
    </ul>
  );
}
