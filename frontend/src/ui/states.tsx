import { Button, Group, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCloudOff,
  IconLock,
  IconRefresh,
  IconZoomQuestion,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { explain } from '@/api/errors';
import classes from './states.module.css';

interface EmptyStateProps {
  icon?: ReactNode;
  /** It is the page, not a part of one. */
  wholePage?: boolean;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet, and what would put something here. */
export function EmptyState({ icon, wholePage = false, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap={6} className={classes.state ?? ''}>
      {icon && (
        <ThemeIcon variant="light" color="gray" size={40} radius="xl" mb={4}>
          {icon}
        </ThemeIcon>
      )}
      <Text component={wholePage ? 'h1' : 'p'} size="sm" fw={600} className={classes.title ?? ''}>
        {title}
      </Text>
      {children && (
        <Text c="dimmed" size="sm" maw={480} component="div">
          {children}
        </Text>
      )}
      {action && <Group mt="sm">{action}</Group>}
    </Stack>
  );
}

const ICONS: Record<number, ReactNode> = {
  0: <IconCloudOff size={22} />,
  403: <IconLock size={22} />,
  404: <IconZoomQuestion size={22} />,
};

interface ErrorStateProps {
  error: unknown;
  /** It is the page, not a part of one. */
  wholePage?: boolean;
  onRetry?: () => void;
  action?: ReactNode;
}

/** What went wrong in the server's words, what to do about it, and a way to try again. */
export function ErrorState({ error, wholePage = false, onRetry, action }: ErrorStateProps) {
  const { title, fix, status } = explain(error);
  return (
    <Stack align="center" gap={6} className={classes.state ?? ''} role="alert">
      <ThemeIcon variant="light" color={status === 404 ? 'gray' : 'red'} size={40} radius="xl">
        {ICONS[status] ?? <IconAlertTriangle size={22} />}
      </ThemeIcon>
      <Text component={wholePage ? 'h1' : 'p'} size="sm" fw={600} className={classes.title ?? ''}>
        {title}
      </Text>
      <Text c="dimmed" size="sm" maw={480}>
        {fix || fallbackFix(status)}
      </Text>
      <Group mt="sm">
        {onRetry && (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            Try again
          </Button>
        )}
        {action}
      </Group>
    </Stack>
  );
}

function fallbackFix(status: number): string {
  if (status === 403) return 'Ask an owner of the project for a stronger role.';
  if (status === 404) return 'It was deleted, or you are not a member of its project.';
  return 'If it stays, tell your administrator.';
}

/** Rows of grey where rows of text will stand. */
export function SkeletonRows({ rows = 6, height = 18 }: { rows?: number; height?: number }) {
  return (
    <Stack gap={14} py="sm" aria-busy="true" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
        <Skeleton key={row} height={height} width={`${92 - ((row * 17) % 38)}%`} />
      ))}
    </Stack>
  );
}
