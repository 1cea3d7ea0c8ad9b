import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Experiment, Job, Project } from '@/api/types';
import { experimentsQuery, recentRunsQuery } from '@/features/experiments/queries';
import { RunList } from '@/features/experiments/run-list';
import { jobsQuery } from '@/features/jobs/queries';
import { plural } from '@/lib/format';
import { LinkAnchor, LinkButton } from '@/ui/link';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState, SkeletonRows } from '@/ui/states';
import { StatusBadge } from '@/ui/status-badge';
import { RelativeTime } from '@/ui/time';
import classes from './overview.module.css';
import { VisibilityMark } from './project-card';
import { projectCrumbs } from './project-crumbs';
import { QuickStart } from './quick-start';
import { atLeast } from './roles';

export function OverviewPage({ project }: { project: Project }) {
  const runs = useQuery(recentRunsQuery(project.key));
  const mayWork = atLeast(project.role, 'contributor');
  const isNew = runs.data?.runs.length === 0;
  return (
    <Page
      title={project.name}
      crumbs={projectCrumbs(project).slice(0, 1)}
      aside={<VisibilityMark visibility={project.visibility} />}
      description={project.description || undefined}
      actions={
        mayWork && (
          <LinkButton to="/projects/$key/jobs/new" params={{ key: project.key }}>
            Submit a job
          </LinkButton>
        )
      }
    >
      {isNew && mayWork && <QuickStart project={project} />}
      <div className={classes.columns}>
        <Panel
          flush
          title="Recent runs"
          actions={<More to="/projects/$key/runs" project={project} label="All runs" />}
        >
          <QueryView query={runs} loading={<PaddedSkeleton />}>
            {(page) => <RunList runs={page.runs} projectKey={project.key} />}
          </QueryView>
        </Panel>
        <div className={classes.stack}>
          <JobsPanel project={project} />
          <ExperimentsPanel project={project} />
        </div>
      </div>
      {!isNew && mayWork && <QuickStart project={project} />}
    </Page>
  );
}

interface MoreProps {
  to: '/projects/$key/runs' | '/projects/$key/jobs' | '/projects/$key/experiments';
  project: Project;
  label: string;
}

function More({ to, project, label }: MoreProps) {
  return (
    <LinkAnchor to={to} params={{ key: project.key }} size="xs">
      {label}
    </LinkAnchor>
  );
}

function JobsPanel({ project }: { project: Project }) {
  const jobs = useQuery(jobsQuery(project.key, { limit: 6 }));
  return (
    <Panel
      flush
      title="Jobs"
      actions={<More to="/projects/$key/jobs" project={project} label="All jobs" />}
    >
      <QueryView query={jobs} loading={<PaddedSkeleton rows={3} />}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState title="No jobs yet">
              A job runs your script on one of the portal's targets and logs to a run.
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {results.slice(0, 6).map((job) => (
                <JobLine key={job.id} job={job} projectKey={project.key} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Panel>
  );
}

function JobLine({ job, projectKey }: { job: Job; projectKey: string }) {
  return (
    <li>
      <Link
        to="/projects/$key/jobs/$jobId"
        params={{ key: projectKey, jobId: job.id }}
        className="quiet truncate"
      >
        {job.name}
      </Link>
      <StatusBadge status={job.state} />
      <Text component="span" size="xs" c="dimmed" className={classes.when ?? ''}>
        <RelativeTime at={job.created_at} />
      </Text>
    </li>
  );
}

function ExperimentsPanel({ project }: { project: Project }) {
  const experiments = useQuery(experimentsQuery(project.key, false));
  return (
    <Panel
      flush
      title="Experiments"
      actions={<More to="/projects/$key/experiments" project={project} label="All experiments" />}
    >
      <QueryView query={experiments} loading={<PaddedSkeleton rows={3} />}>
        {({ results }) => (
          <ul className={classes.list}>
            {mostRecent(results).map((experiment) => (
              <li key={experiment.id}>
                <Link
                  to="/projects/$key/runs"
                  params={{ key: project.key }}
                  search={{ experiments: [experiment.id] }}
                  className="quiet truncate"
                >
                  {experiment.name}
                </Link>
                <Text component="span" size="xs" c="dimmed" className="num">
                  {plural(experiment.run_count, 'run')}
                </Text>
                <Text component="span" size="xs" c="dimmed" className={classes.when ?? ''}>
                  <RelativeTime at={experiment.last_run_at} empty="no runs" />
                </Text>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Panel>
  );
}

function mostRecent(experiments: Experiment[]): Experiment[] {
  const time = ({ last_run_at }: Experiment) => last_run_at ?? '';
  return [...experiments].sort((a, b) => time(b).localeCompare(time(a))).slice(0, 6);
}

function PaddedSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className={classes.padded}>
      <SkeletonRows rows={rows} />
    </div>
  );
}
