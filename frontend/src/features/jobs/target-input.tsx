import { Badge, Group, Radio, Stack, Text } from '@mantine/core';
import type { Target } from '@/api/types';
import { formatBytes, plural } from '@/lib/format';
import classes from './jobs.module.css';

interface TargetInputProps {
  targets: readonly Target[];
  value: string;
  onChange: (name: string) => void;
}

function capacityWords({ capacity }: Target): string {
  const parts = [plural(capacity.cpus, 'CPU'), formatBytes(capacity.memory_mb * 1024 * 1024)];
  if (capacity.gpus > 0) parts.push(plural(capacity.gpus, 'GPU'));
  return parts.join(', ');
}

/** Where the job runs, and what that place really enforces. */
export function TargetInput({ targets, value, onChange }: TargetInputProps) {
  return (
    <Radio.Group aria-label="Target" value={value} onChange={onChange}>
      <Stack gap={8}>
        {targets.map((target) => (
          <Radio.Card key={target.name} value={target.name} className={classes.target ?? ''}>
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator mt={2} />
              <div>
                <Group gap={8}>
                  <Text size="sm" fw={550}>
                    {target.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {target.kind}
                  </Text>
                  <Badge
                    variant="light"
                    color={target.state === 'ready' ? 'green' : 'gray'}
                    tt="none"
                    radius="sm"
                  >
                    {target.state}
                  </Badge>
                </Group>
                <Text size="xs" c="dimmed">
                  {capacityWords(target)} · {target.running} running, {target.queued} queued
                </Text>
                <Text size="xs" c="dimmed">
                  {target.enforced.length > 0
                    ? `Enforces: ${target.enforced.join(', ')}. Other limits are only a wish.`
                    : 'Enforces no limits; they are only a wish here.'}
                </Text>
                {target.message && <Text size="xs">{target.message}</Text>}
              </div>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
