import { Avatar, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconLink, IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { UserBrief } from '@/api/types';
import { notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { CreatePerson } from './create-person';
import { GroupsPanel } from './groups-panel';
import { createSignInLink, usersQuery, useUser } from './queries';
import { SignInLinkDialog } from './sign-in-link-dialog';

/** For admins: who may sign in, and the groups that projects can be shared with. */
export function PeoplePage() {
  const user = useUser();
  if (!user.is_admin) {
    return (
      <Page title="People">
        <EmptyState title="Only admins manage people">
          Ask an admin of this portal to add somebody or to change a group.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page
      title="People"
      description="Accounts of this portal, and groups that a project can be shared with at once."
    >
      <Stack gap="md" maw={900}>
        <AccountsPanel />
        <GroupsPanel />
      </Stack>
    </Page>
  );
}

function AccountsPanel() {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const [opened, dialog] = useDisclosure(false);
  const [link, setLink] = useState<{ name: string; token: string } | null>(null);
  const query = useQuery({ ...usersQuery(wanted), placeholderData: keepPreviousData });
  return (
    <Panel
      flush
      title="Accounts"
      actions={
        <Group gap="xs" wrap="nowrap">
          <TextInput
            size="xs"
            aria-label="Find somebody"
            placeholder="Name or e-mail"
            leftSection={<IconSearch size={13} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={dialog.open}>
            New account
          </Button>
        </Group>
      }
    >
      <QueryView query={query}>
        {({ results }) => (
          <Table verticalSpacing={7} horizontalSpacing={14}>
            <Table.Tbody>
              {results.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  onLink={(token) => setLink({ name: person.display_name || person.email, token })}
                />
              ))}
              {results.length === 0 && (
                <Table.Tr>
                  <Table.Td c="dimmed">Nobody matches.</Table.Td>
                </Table.Tr>
              )}
            </Table.Tbody>
          </Table>
        )}
      </QueryView>
      <CreatePerson
        opened={opened}
        onClose={dialog.close}
        onCreated={(name, token) => setLink({ name, token })}
      />
      <SignInLinkDialog link={link} onClose={() => setLink(null)} />
    </Panel>
  );
}

interface PersonRowProps {
  person: UserBrief;
  onLink: (token: string) => void;
}

function PersonRow({ person, onLink }: PersonRowProps) {
  const make = useMutation({
    mutationFn: () => createSignInLink(person.id),
    onSuccess: ({ token }) => onLink(token),
    onError: notifyError,
  });
  const name = person.display_name || person.email;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Avatar size={26} radius="xl" name={name} color="naiad" />
          <div>
            <Text size="sm" fw={500}>
              {name}
            </Text>
            <Text size="xs" c="dimmed">
              {person.email}
              {person.kind === 'service' && ' · service account'}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        {person.kind === 'person' && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconLink size={14} />}
            loading={make.isPending}
            onClick={() => make.mutate()}
          >
            Sign-in link
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
