import { Button, Text } from '@mantine/core';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Job } from '@/api/types';
import { ConsoleView } from '@/features/experiments/console/console-view';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { useProject } from '@/features/projects/queries';
import { useLiveTopics } from '@/live/live';
import { confirmDanger } from '@/ui/confirm';
import { ShortId } from '@/ui/copyable';
import { LinkButton } from '@/ui/link';
import { notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { EmptyState } from '@/ui/states';
import { StatusBadge } from '@/ui/status-badge';
import { Duration } from '@/ui/time';
import { JobAttempts } from './job-attempts';
import { JobCharts } from './job-charts';
import { JobFacts } from './job-facts';
import classes from './jobs.module.css';
import { cancelJob, jobQuery, retryJob } from './queries';
import { stateReason } from './states';

export function JobPage({ job }: { job: Job }) {
  const project = useProject(job.project_key);
  useLiveTopics([`job:${job.id}`, ...(job.run_id ? [`run:${job.run_id}`] : [])]);
  return (
    <Page
      title={job.name}
      crumbs={projectCrumbs(
        project,
        <Link key="jobs" to="/projects/$key/jobs" params={{ key: project.key }} className="quiet">
          Jobs
        </Link>,
      )}
      aside={
        <>
          <StatusBadge status={job.state} />
          <ShortId id={job.id} what="job id" />
        </>
      }
      actions={<JobActions job={job} />}
    >
      <div className={classes.banner} role="status" data-state={job.state}>
        <Text span size="sm" flex={1}>
          {stateReason(job.state, job.reason)}
        </Text>
        <Text span size="sm" c="dimmed">
          <Duration startedAt={job.started_at} endedAt={job.ended_at} />
        </Text>
      </div>
      <div className={classes.jobColumns}>
        <div className={classes.column}>
          {job.run_id && <JobCharts runId={job.run_id} projectKey={job.project_key} />}
          <Panel title="Console">
            {job.run_id ? (
              <ConsoleView runId={job.run_id} height="420px" />
            ) : (
              <EmptyState title="No console yet">
                It begins with the job's first attempt.
              </EmptyState>
            )}
          </Panel>
        </div>
        <div className={classes.column}>
          <JobAttempts job={job} />
          <JobFacts job={job} />
        </div>
      </div>
    </Page>
  );
}

function JobActions({ job }: { job: Job }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const cancel = useMutation({
    mutationFn: () => cancelJob(job.id),
    onSuccess: (changed) => queries.setQueryData(jobQuery(job.id).queryKey, changed),
    onError: notifyError,
  });
  const retry = useMutation({
    mutationFn: () => retryJob(job.id),
    onSuccess: (changed) => {
      queries.setQueryData(jobQuery(changed.id).queryKey, changed);
      void queries.invalidateQueries({ queryKey: ['jobs', job.project_key] });
      void navigate({
        to: '/projects/$key/jobs/$jobId',
        params: { key: job.project_key, jobId: changed.id },
      });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Cancel ${job.name}?`,
      body: 'Its process is stopped. What it has logged so far stays.',
      confirm: 'Cancel job',
      onConfirm: () => cancel.mutate(),
    });
  return (
    <>
      {job.run_id && (
        <LinkButton
          to="/projects/$key/runs/$runId"
          params={{ key: job.project_key, runId: job.run_id }}
          variant="default"
        >
          Open run
        </LinkButton>
      )}
      {job.can.retry && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          Retry
        </Button>
      )}
      {job.can.cancel && (
        <Button
          color="red"
          variant="light"
          leftSection={<IconPlayerStop size={15} />}
          loading={cancel.isPending}
          onClick={ask}
        >
          Cancel job
        </Button>
      )}
    </>
  );
}
