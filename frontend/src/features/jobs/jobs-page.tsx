import { Button, Select, Table, Text } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Job, JobState, Project } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { LinkButton } from '@/ui/link';
import { Page } from '@/ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states';
import { StatusBadge, statusLabel } from '@/ui/status-badge';
import { Duration, RelativeTime } from '@/ui/time';
import classes from './jobs.module.css';
import { jobPagesQuery } from './queries';
import { JOB_STATES, stateReason } from './states';

interface JobsPageProps {
  project: Project;
  state: JobState | undefined;
  onState: (state: JobState | undefined) => void;
}

export function JobsPage({ project, state, onState }: JobsPageProps) {
  const query = useInfiniteQuery({
    ...jobPagesQuery(project.key, state),
    placeholderData: keepPreviousData,
  });
  const jobs = query.data?.pages.flatMap(({ results }) => results) ?? [];
  const submit = atLeast(project.role, 'contributor') && (
    <LinkButton
      to="/projects/$key/jobs/new"
      params={{ key: project.key }}
      leftSection={<IconPlus size={16} />}
    >
      Submit a job
    </LinkButton>
  );
  return (
    <Page
      title="Jobs"
      crumbs={projectCrumbs(project)}
      actions={submit}
      description="A job runs your code on a target and logs to a run of its own."
    >
      <Select
        aria-label="State"
        placeholder="Any state"
        w={180}
        mb="sm"
        clearable
        allowDeselect
        data={JOB_STATES.map((value) => ({ value, label: statusLabel(value) }))}
        value={state ?? null}
        onChange={(value) => onState((value as JobState | null) ?? undefined)}
      />
      {query.isPending && <SkeletonRows />}
      {query.isError && !query.data && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && jobs.length === 0 && (
        <EmptyState
          icon={<IconStack2 size={22} />}
          title={state ? `No ${statusLabel(state).toLowerCase()} jobs` : 'No jobs yet'}
          action={!state && submit}
        >
          {state
            ? 'Choose another state to see the others.'
            : 'Upload a script, choose a target, and watch its console and curves on one page.'}
        </EmptyState>
      )}
      {jobs.length > 0 && <JobTable jobs={jobs} projectKey={project.key} />}
      {query.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Page>
  );
}

function JobTable({ jobs, projectKey }: { jobs: Job[]; projectKey: string }) {
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th w={120}>State</Table.Th>
            <Table.Th>Reason</Table.Th>
            <Table.Th w={110}>Target</Table.Th>
            <Table.Th w={100} className="num">
              Duration
            </Table.Th>
            <Table.Th w={150}>By</Table.Th>
            <Table.Th w={110}>Submitted</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <Table.Tr key={job.id}>
              <Table.Td className={classes.jobName ?? ''}>
                <Link
                  to="/projects/$key/jobs/$jobId"
                  params={{ key: projectKey, jobId: job.id }}
                  className="quiet"
                >
                  <Text span size="sm" fw={500}>
                    {job.name}
                  </Text>
                </Link>
              </Table.Td>
              <Table.Td>
                <StatusBadge status={job.state} />
              </Table.Td>
              <Table.Td className={classes.reason ?? ''}>
                <Text size="sm" c="dimmed" truncate title={job.reason}>
                  {stateReason(job.state, job.reason)}
                </Text>
              </Table.Td>
              <Table.Td>{job.target}</Table.Td>
              <Table.Td className="num">
                <Duration startedAt={job.started_at} endedAt={job.ended_at} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" truncate>
                  {job.created_by?.display_name || job.created_by?.email || '–'}
                </Text>
              </Table.Td>
              <Table.Td c="dimmed">
                <RelativeTime at={job.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
