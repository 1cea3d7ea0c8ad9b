import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import type { Project, Webhook, WebhookEvent } from '@/api/types';
import { EventBoxes } from './event-boxes';
import { changeWebhook, createWebhook } from './queries';
import { SecretInput } from './secret-input';
import type { Opened } from './webhooks-page';

interface WebhookDialogProps {
  project: Project;
  opened: Opened | null;
  onClose: () => void;
}

/** A new webhook, or one that is changed. */
export function WebhookDialog({ project, opened, onClose }: WebhookDialogProps) {
  const webhook = opened?.what === 'edit' ? opened.webhook : undefined;
  return (
    <Modal
      opened={opened?.what === 'new' || webhook !== undefined}
      onClose={onClose}
      title={webhook ? `Edit ${webhook.name}` : 'New webhook'}
      size="lg"
    >
      <WebhookForm project={project} webhook={webhook} onClose={onClose} />
    </Modal>
  );
}

interface WebhookFormProps {
  project: Project;
  webhook: Webhook | undefined;
  onClose: () => void;
}

function WebhookForm({ project, webhook, onClose }: WebhookFormProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [events, setEvents] = useState<WebhookEvent[]>(webhook?.events ?? []);
  /** Undefined while the secret that there is stays. */
  const [secret, setSecret] = useState<string | undefined>(webhook?.has_secret ? undefined : '');
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), url: url.trim(), description, events };
      return webhook
        ? changeWebhook(project.key, webhook.id, secret === undefined ? body : { ...body, secret })
        : createWebhook(project.key, { ...body, secret: secret ?? '' });
    },
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['webhooks', project.key] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {save.isError && (
          <Alert color="red" variant="light" title={explain(save.error).title} role="alert">
            {explain(save.error).fix}
          </Alert>
        )}
        <TextInput
          label="Name"
          placeholder="deploy"
          required
          maxLength={63}
          data-autofocus
          value={name}
          error={fieldError(save.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="URL"
          description="Gets a POST with JSON for each event."
          placeholder="https://ci.example.org/hooks/naiad"
          required
          type="url"
          value={url}
          error={fieldError(save.error, 'url')}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          maxLength={1000}
          value={description}
          error={fieldError(save.error, 'description')}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <SecretInput
          isKept={webhook?.has_secret ?? false}
          value={secret}
          error={fieldError(save.error, 'secret')}
          onChange={setSecret}
        />
        <EventBoxes value={events} onChange={setEvents} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={events.length === 0}>
            {webhook ? 'Save' : 'Create webhook'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
