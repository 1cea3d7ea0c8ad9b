import { Badge, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconQuestionMark } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TraceState } from '@/api/types';

const LOOKS: Record<TraceState, { color: string; label: string; icon: ReactNode }> = {
  OK: { color: 'green', label: 'OK', icon: <IconCircleCheck size={13} /> },
  ERROR: { color: 'red', label: 'Error', icon: <IconCircleX size={13} /> },
  IN_PROGRESS: {
    color: 'blue',
    label: 'In progress',
    icon: <Loader size={10} color="currentColor" />,
  },
  STATE_UNSPECIFIED: {
    color: 'gray',
    label: 'Unknown',
    icon: <IconQuestionMark size={13} />,
  },
};

export const stateLabel = (state: TraceState): string => LOOKS[state].label;

export function TraceStateBadge({ state }: { state: TraceState }) {
  const look = LOOKS[state];
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
