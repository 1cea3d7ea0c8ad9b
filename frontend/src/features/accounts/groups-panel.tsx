import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Group as PeopleGroup } from '@/api/types';
import { plural } from '@/lib/format';
import { confirmDanger } from '@/ui/confirm';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { addToGroup, createGroup, deleteGroup, groupsQuery, removeFromGroup } from './queries';

/** One line to type into and a button: enough to name a group or add somebody to it. */
interface AddLineProps {
  label: string;
  placeholder: string;
  button: string;
  onAdd: (text: string) => Promise<unknown>;
}

function useGroupChange<T>(change: (value: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: groupsQuery.queryKey }),
    onError: notifyError,
  });
}

function AddLine({ label, placeholder, button, onAdd }: AddLineProps) {
  const [text, setText] = useState('');
  const add = useGroupChange(onAdd);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(text.trim(), { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6}>
        <TextInput
          size="xs"
          w={240}
          aria-label={label}
          placeholder={placeholder}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          loading={add.isPending}
          disabled={text.trim() === ''}
        >
          {button}
        </Button>
      </Group>
    </form>
  );
}

export function GroupsPanel() {
  const query = useQuery(groupsQuery);
  return (
    <Panel title="Groups">
      <QueryView query={query}>
        {({ results }) => (
          <Stack gap="lg">
            {results.map((group) => (
              <OneGroup key={group.id} group={group} />
            ))}
            <AddLine
              label="Name of the new group"
              placeholder="New group"
              button="Create group"
              onAdd={createGroup}
            />
          </Stack>
        )}
      </QueryView>
    </Panel>
  );
}

function OneGroup({ group }: { group: PeopleGroup }) {
  const remove = useGroupChange((userId: number) => removeFromGroup(group.id, userId));
  const end = useGroupChange(() => deleteGroup(group.id));
  const ask = () =>
    confirmDanger({
      title: `Delete the group ${group.name}?`,
      body: 'Its members lose the roles that they have through it.',
      confirm: 'Delete group',
      onConfirm: () => end.mutate(undefined),
    });
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text size="sm" fw={600}>
          {group.name}{' '}
          <Text span size="xs" c="dimmed" fw={400}>
            {plural(group.members.length, 'member')}
          </Text>
        </Text>
        <Button size="compact-xs" variant="subtle" color="red" onClick={ask}>
          Delete
        </Button>
      </Group>
      <Group gap={6} mb={8}>
        {group.members.map((member) => (
          <Badge
            key={member.id}
            variant="default"
            tt="none"
            fw={450}
            radius="sm"
            rightSection={
              <ActionIcon
                size={14}
                variant="subtle"
                color="gray"
                aria-label={`Remove ${member.email} from ${group.name}`}
                onClick={() => remove.mutate(member.id)}
              >
                <IconX size={11} />
              </ActionIcon>
            }
          >
            {member.display_name || member.email}
          </Badge>
        ))}
      </Group>
      <AddLine
        label={`E-mail to add to ${group.name}`}
        placeholder="name@example.org"
        button="Add"
        onAdd={(email) => addToGroup(group.id, email)}
      />
    </div>
  );
}
