import { Text, Timeline } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconClock, IconPlayerPlay } from '@tabler/icons-react';
import type { Attempt, Job } from '@/api/types';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { Duration, RelativeTime } from '@/ui/time';

/** From the submission over every attempt to the end. */
export function JobAttempts({ job }: { job: Job }) {
  return (
    <Panel title="Timeline">
      <Timeline bulletSize={22} lineWidth={2} active={job.attempts.length}>
        <Timeline.Item bullet={<IconClock size={13} />} title={<Title text="Submitted" />}>
          <Text size="xs" c="dimmed">
            <RelativeTime at={job.created_at} /> by{' '}
            {job.created_by?.display_name || job.created_by?.email || 'a deleted account'}
          </Text>
        </Timeline.Item>
        {job.attempts.map((attempt) => (
          <Timeline.Item
            key={attempt.number}
            bullet={bulletOf(attempt)}
            color={attempt.state === 'FAILED' || attempt.state === 'LOST' ? 'red' : 'naiad'}
            title={<Title text={`Attempt ${attempt.number}: ${attempt.state.toLowerCase()}`} />}
          >
            <AttemptWords attempt={attempt} job={job} />
          </Timeline.Item>
        ))}
      </Timeline>
    </Panel>
  );
}

function Title({ text }: { text: string }) {
  return (
    <Text span size="sm" fw={550}>
      {text}
    </Text>
  );
}

function bulletOf({ state }: Attempt) {
  if (state === 'SUCCEEDED') return <IconCircleCheck size={13} />;
  if (state === 'FAILED' || state === 'LOST') return <IconCircleX size={13} />;
  return <IconPlayerPlay size={12} />;
}

function AttemptWords({ attempt, job }: { attempt: Attempt; job: Job }) {
  return (
    <>
      {attempt.reason && <Text size="xs">{attempt.reason}</Text>}
      <Text size="xs" c="dimmed" component="div">
        <RelativeTime at={attempt.started_at ?? attempt.created_at} />
        {attempt.started_at && (
          <>
            {', for '}
            <Duration startedAt={attempt.started_at} endedAt={attempt.ended_at} />
          </>
        )}
        {attempt.exit_code !== null && `, exit code ${attempt.exit_code}`}
      </Text>
      {attempt.run_id && attempt.run_id !== job.run_id && (
        <LinkAnchor
          to="/projects/$key/runs/$runId"
          params={{ key: job.project_key, runId: attempt.run_id }}
          size="xs"
        >
          Its run
        </LinkAnchor>
      )}
      {attempt.external_name && (
        <Text size="xs" c="dimmed" className="mono">
          {attempt.external_name}
        </Text>
      )}
    </>
  );
}
