import { Badge, Button, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Delivery, DeliveryState } from '@/api/types';
import { ShortId } from '@/ui/copyable';
import { notifyError } from '@/ui/notify';
import { RelativeTime } from '@/ui/time';
import { redeliver } from './queries';
import classes from './webhooks.module.css';

const LOOKS: Record<DeliveryState, { color: string; label: string }> = {
  pending: { color: 'gray', label: 'Waiting' },
  delivered: { color: 'green', label: 'Delivered' },
  failed: { color: 'red', label: 'Failed' },
};

interface DeliveryCardProps {
  delivery: Delivery;
  projectKey: string;
  webhookId: string;
}

/** One thing that a webhook was told: how it stands, what was sent, what came back. */
export function DeliveryCard({ delivery, projectKey, webhookId }: DeliveryCardProps) {
  const queries = useQueryClient();
  const [shown, { toggle }] = useDisclosure(false);
  const again = useMutation({
    mutationFn: () => redeliver(projectKey, webhookId, delivery.id),
    onSuccess: () =>
      queries.invalidateQueries({ queryKey: ['webhook-deliveries', projectKey, webhookId] }),
    onError: notifyError,
  });
  const look = LOOKS[delivery.state];
  return (
    <article className={classes.delivery} aria-label={delivery.event}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Badge variant="light" color={look.color}>
            {look.label}
          </Badge>
          <Text size="sm" fw={500}>
            {delivery.event}
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          <RelativeTime at={delivery.created_at} />
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {outcome(delivery)}
      </Text>
      {delivery.error && (
        <Text size="xs" mt={4}>
          {delivery.error}
        </Text>
      )}
      <Group gap={4} mt={6} justify="space-between">
        <ShortId id={delivery.id} what="delivery id" />
        <Group gap={4}>
          <Button variant="subtle" size="compact-xs" onClick={toggle} aria-expanded={shown}>
            {shown ? 'Hide' : 'Show'} what was sent
          </Button>
          {delivery.state !== 'pending' && (
            <Button
              variant="subtle"
              size="compact-xs"
              loading={again.isPending}
              onClick={() => again.mutate()}
            >
              Redeliver
            </Button>
          )}
        </Group>
      </Group>
      <Collapse expanded={shown}>
        <Stack gap={6} mt="xs">
          <Code block className={classes.answer ?? ''}>
            {delivery.body}
          </Code>
          {delivery.response_body && (
            <>
              <Text size="xs" c="dimmed">
                The receiver's answer
              </Text>
              <Code block className={classes.answer ?? ''}>
                {delivery.response_body}
              </Code>
            </>
          )}
        </Stack>
      </Collapse>
    </article>
  );
}

function outcome(delivery: Delivery): string {
  const status = delivery.response_status === null ? 'no answer' : `${delivery.response_status}`;
  const attempts = `${delivery.attempts} ${delivery.attempts === 1 ? 'attempt' : 'attempts'}`;
  if (delivery.attempts === 0) return 'Not sent yet';
  if (delivery.state !== 'pending') return `${attempts}, last: ${status}`;
  return `${attempts}, last: ${status}; tried again soon`;
}
