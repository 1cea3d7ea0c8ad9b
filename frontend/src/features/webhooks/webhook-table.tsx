import { ActionIcon, Button, Group, Menu, Switch, Table, Text, Tooltip } from '@mantine/core';
import { IconDots, IconLock, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Project, Webhook } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { notifyError } from '@/ui/notify';
import { RelativeTime } from '@/ui/time';
import { eventsInWords } from './events';
import { changeWebhook, deleteWebhook } from './queries';
import classes from './webhooks.module.css';
import type { Opened } from './webhooks-page';

interface WebhookTableProps {
  webhooks: Webhook[];
  project: Project;
  onOpen: (opened: Opened) => void;
}

export function WebhookTable({ webhooks, project, onOpen }: WebhookTableProps) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Webhook</Table.Th>
            <Table.Th w={190}>Told of</Table.Th>
            <Table.Th w={90}>Active</Table.Th>
            <Table.Th w={120}>Created</Table.Th>
            <Table.Th w={210}>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} project={project} onOpen={onOpen} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

interface WebhookRowProps {
  webhook: Webhook;
  project: Project;
  onOpen: (opened: Opened) => void;
}

function WebhookRow({ webhook, project, onOpen }: WebhookRowProps) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['webhooks', project.key] });
  const activate = useMutation({
    mutationFn: (isActive: boolean) =>
      changeWebhook(project.key, webhook.id, { is_active: isActive }),
    onSuccess: refresh,
    onError: notifyError,
  });
  const remove = useMutation({
    mutationFn: () => deleteWebhook(project.key, webhook.id),
    onSuccess: refresh,
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Delete ${webhook.name}?`,
      body: 'It is told nothing any more, not even what waits to be sent. Its deliveries go with it.',
      confirm: 'Delete webhook',
      onConfirm: () => remove.mutate(),
    });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Text size="sm" fw={500}>
            {webhook.name}
          </Text>
          {webhook.has_secret && (
            <Tooltip label="Signed with a secret">
              <IconLock size={14} aria-label="Signed with a secret" role="img" />
            </Tooltip>
          )}
        </Group>
        <Text size="xs" c="dimmed" className={classes.url ?? ''} title={webhook.url}>
          {webhook.url}
        </Text>
        {webhook.description && <Text size="xs">{webhook.description}</Text>}
      </Table.Td>
      <Table.Td>
        <span title={webhook.events.join('\n')}>{eventsInWords(webhook.events)}</span>
      </Table.Td>
      <Table.Td>
        <Switch
          size="sm"
          aria-label={`Tell ${webhook.name}`}
          checked={activate.isPending ? activate.variables : webhook.is_active}
          disabled={activate.isPending}
          onChange={(event) => activate.mutate(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td c="dimmed">
        <RelativeTime at={webhook.created_at} />
      </Table.Td>
      <Table.Td ta="right">
        <Group gap={4} justify="flex-end" wrap="nowrap">
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onOpen({ what: 'test', webhook })}
          >
            Test
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onOpen({ what: 'deliveries', webhook })}
          >
            Deliveries
          </Button>
          <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`More for ${webhook.name}`}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconPencil size={15} />}
                onClick={() => onOpen({ what: 'edit', webhook })}
              >
                Edit
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={ask}>
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
