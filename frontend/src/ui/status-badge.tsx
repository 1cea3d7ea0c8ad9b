import { Badge, Loader, type MantineColor } from '@mantine/core';
import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconQuestionMark,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JobState, RunStatus } from '@/api/types';

type Status = RunStatus | JobState;

interface Look {
  color: MantineColor;
  label: string;
  icon: ReactNode;
}

const spinner = <Loader size={10} color="currentColor" />;
const done = <IconCircleCheck size={13} />;
const failed = <IconCircleX size={13} />;
const stopped = <IconBan size={13} />;
const waiting = <IconClock size={13} />;

const LOOKS: Record<Status, Look> = {
  SCHEDULED: { color: 'gray', label: 'Scheduled', icon: waiting },
  RUNNING: { color: 'blue', label: 'Running', icon: spinner },
  FINISHED: { color: 'green', label: 'Finished', icon: done },
  FAILED: { color: 'red', label: 'Failed', icon: failed },
  KILLED: { color: 'orange', label: 'Killed', icon: stopped },
  QUEUED: { color: 'gray', label: 'Queued', icon: waiting },
  STARTING: { color: 'blue', label: 'Starting', icon: spinner },
  CANCELLING: { color: 'orange', label: 'Cancelling', icon: spinner },
  SUCCEEDED: { color: 'green', label: 'Succeeded', icon: done },
  CANCELLED: { color: 'orange', label: 'Cancelled', icon: stopped },
  LOST: { color: 'red', label: 'Lost', icon: <IconQuestionMark size={13} /> },
};

export const statusLabel = (status: Status): string => LOOKS[status].label;

export function StatusBadge({ status }: { status: Status }) {
  const look = LOOKS[status];
  return (
    <Badge
      variant="light"
      color={look.color}
      leftSection={look.icon}
      tt="none"
      fw={500}
      radius="sm"
      miw="max-content"
    >
      {look.label}
    </Badge>
  );
}
