import type { ReactNode } from 'react';
import type { Run } from '@/api/types';
import { formatCount } from '@/lib/format';
import { CopyIcon } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { StatusBadge } from '@/ui/status-badge';
import { Duration, RelativeTime } from '@/ui/time';

export function RunFacts({ run }: { run: Run }) {
  const key = run.project.key;
  const facts: [name: string, value: ReactNode][] = [
    ['Status', <StatusBadge key="status" status={run.status} />],
    ['Duration', <Duration key="duration" startedAt={run.started_at} endedAt={run.ended_at} />],
    ['Started', <RelativeTime key="started" at={run.started_at} />],
    ['Ended', <RelativeTime key="ended" at={run.ended_at} />],
    ['User', run.user ? run.user.display_name || run.user.email : '–'],
    [
      'Experiment',
      <LinkAnchor
        key="experiment"
        to="/projects/$key/runs"
        params={{ key }}
        search={{ experiments: [run.experiment_id] }}
        size="sm"
      >
        {run.experiment_name}
      </LinkAnchor>,
    ],
  ];
  if (run.source_name)
    facts.push([
      'Source',
      <span key="source" className="mono">
        {run.source_name}
      </span>,
    ]);
  if (run.job_id) {
    facts.push([
      'Job',
      <LinkAnchor
        key="job"
        to="/projects/$key/jobs/$jobId"
        params={{ key, jobId: run.job_id }}
        size="sm"
        className="mono"
      >
        {run.job_id.slice(0, 8)}
      </LinkAnchor>,
    ]);
  }
  if (run.parent_run_id) {
    facts.push([
      'Parent run',
      <LinkAnchor
        key="parent"
        to="/projects/$key/runs/$runId"
        params={{ key, runId: run.parent_run_id }}
        size="sm"
        className="mono"
      >
        {run.parent_run_id.slice(0, 8)}
      </LinkAnchor>,
    ]);
  }
  facts.push([
    'Artifacts',
    <span key="artifacts">
      <span className="mono">{run.artifact_uri}</span>{' '}
      <CopyIcon value={run.artifact_uri} what="artifact address" />
    </span>,
  ]);
  facts.push([
    'Logged',
    `${formatCount(run.metric_count)} metrics, ${formatCount(run.param_count)} params`,
  ]);
  return (
    <Panel title="About">
      <Facts facts={facts} />
    </Panel>
  );
}
