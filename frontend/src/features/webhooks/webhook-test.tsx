import { Alert, Button, Code, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '@/api/errors';
import type { Project, Webhook, WebhookEvent, WebhookReply } from '@/api/types';
import { testWebhook } from './queries';
import classes from './webhooks.module.css';
import type { Opened } from './webhooks-page';

interface WebhookTestProps {
  project: Project;
  opened: Opened | null;
  onClose: () => void;
}

/** An example of an event sent now, and what came back. */
export function WebhookTest({ project, opened, onClose }: WebhookTestProps) {
  const webhook = opened?.what === 'test' ? opened.webhook : undefined;
  return (
    <Modal
      opened={webhook !== undefined}
      onClose={onClose}
      title={`Test ${webhook?.name ?? ''}`}
      size="lg"
    >
      {webhook && <Test project={project} webhook={webhook} />}
    </Modal>
  );
}

function Test({ project, webhook }: { project: Project; webhook: Webhook }) {
  const [event, setEvent] = useState<WebhookEvent | undefined>(webhook.events[0]);
  const send = useMutation({
    mutationFn: (chosen: WebhookEvent) => testWebhook(project.key, webhook.id, chosen),
  });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Sends an example{webhook.has_secret ? ', signed with the secret,' : ''} to {webhook.url}.
      </Text>
      <Group align="flex-end" wrap="nowrap">
        <Select
          label="Event"
          data={webhook.events}
          value={event ?? null}
          allowDeselect={false}
          onChange={(value) => setEvent((value as WebhookEvent | null) ?? undefined)}
          flex={1}
        />
        <Button
          loading={send.isPending}
          disabled={event === undefined}
          onClick={() => event && send.mutate(event)}
        >
          Send
        </Button>
      </Group>
      {send.isError && (
        <Alert color="red" variant="light" title={explain(send.error).title} role="alert">
          {explain(send.error).fix}
        </Alert>
      )}
      {send.data && !send.isPending && <Reply reply={send.data} />}
    </Stack>
  );
}

function Reply({ reply }: { reply: WebhookReply }) {
  return (
    <Alert
      color={reply.is_success ? 'green' : 'red'}
      variant="light"
      role="status"
      title={
        reply.status === null ? 'No answer' : `The receiver answered with status ${reply.status}`
      }
    >
      <Stack gap="xs">
        {reply.error && <Text size="sm">{reply.error}</Text>}
        {reply.body && (
          <Code block className={classes.answer ?? ''}>
            {reply.body}
          </Code>
        )}
        {!reply.error && !reply.body && <Text size="sm">Its answer was empty.</Text>}
      </Stack>
    </Alert>
  );
}
