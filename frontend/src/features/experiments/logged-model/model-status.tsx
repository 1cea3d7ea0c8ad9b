import { Badge, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { LoggedModelStatus } from '@/api/types';

const LOOKS: Record<LoggedModelStatus, { color: string; label: string; icon: React.ReactNode }> = {
  LOGGED_MODEL_PENDING: {
    color: 'blue',
    label: 'Uploading',
    icon: <Loader size={10} color="currentColor" />,
  },
  LOGGED_MODEL_READY: { color: 'green', label: 'Ready', icon: <IconCircleCheck size={13} /> },
  LOGGED_MODEL_UPLOAD_FAILED: {
    color: 'red',
    label: 'Upload failed',
    icon: <IconCircleX size={13} />,
  },
};

/** Whether a logged model's files are all there. */
export function ModelStatus({ status }: { status: string }) {
  const look = LOOKS[status as LoggedModelStatus];
  if (!look) return <span>{status}</span>;
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
