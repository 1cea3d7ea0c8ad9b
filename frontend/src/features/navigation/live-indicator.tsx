import { Text, Tooltip } from '@mantine/core';
import { useLiveStatus } from '@/live/live';
import type { LiveStatus } from '@/live/socket';
import classes from './navigation.module.css';

const WORDS: Record<LiveStatus, [label: string, hint: string]> = {
  connecting: ['Connecting', 'Opening the live connection.'],
  live: ['Live', 'Changes appear by themselves.'],
  reconnecting: ['Reconnecting', 'The live connection was lost; it is being reopened.'],
  offline: ['Offline', 'The server does not answer. What you see may be old; it keeps trying.'],
};

export function LiveIndicator() {
  const status = useLiveStatus();
  const [label, hint] = WORDS[status];
  return (
    <Tooltip label={hint}>
      <Text component="span" size="xs" c="dimmed" className={classes.live ?? ''} role="status">
        <span className={classes.dot} data-status={status} />
        {label}
      </Text>
    </Tooltip>
  );
}
