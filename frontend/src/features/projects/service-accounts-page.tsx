import { Avatar, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Member, Project } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import { projectCrumbs } from './project-crumbs';
import { removeServiceAccount, serviceAccountsQuery } from './queries';
import { accountRoles, roleLabel } from './roles';
import { CreateServiceAccount } from './service-account-dialogs';
import { ServiceTokens } from './service-tokens';

export interface Account {
  id: number;
  name: string;
  email: string;
  role: Member['role'];
  created_at: string;
}

const accountsOf = (members: Member[]): Account[] =>
  members.flatMap(({ user, role, created_at }) =>
    user ? [{ id: user.id, name: user.display_name, email: user.email, role, created_at }] : [],
  );

export function ServiceAccountsPage({ project }: { project: Project }) {
  const [opened, dialog] = useDisclosure(false);
  const [tokenFor, setTokenFor] = useState<Account | null>(null);
  const grantable = accountRoles(project.role);
  const mayManage = grantable.length > 0;
  const query = useQuery({ ...serviceAccountsQuery(project.key), enabled: mayManage });
  const create = mayManage && (
    <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
      New service account
    </Button>
  );
  return (
    <Page
      title="Service accounts"
      crumbs={projectCrumbs(project)}
      actions={create}
      description="An account of this project for CI, schedulers and other programs. It belongs to nobody who might leave."
    >
      {mayManage ? (
        <QueryView query={query}>
          {({ results }) =>
            accountsOf(results).length === 0 ? (
              <EmptyState
                icon={<IconRobot size={22} />}
                title="No service accounts"
                action={create}
              >
                Programs that run without a person sign in with a service account's token.
              </EmptyState>
            ) : (
              <AccountTable
                accounts={accountsOf(results)}
                project={project}
                onToken={setTokenFor}
              />
            )
          }
        </QueryView>
      ) : (
        <EmptyState icon={<IconRobot size={22} />} title="Your role does not see service accounts">
          You are {roleLabel(project.role).toLowerCase()} here. Maintainers and owners manage them.
        </EmptyState>
      )}
      <CreateServiceAccount
        project={project}
        grantable={grantable}
        opened={opened}
        onClose={dialog.close}
      />
      <ServiceTokens project={project} account={tokenFor} onClose={() => setTokenFor(null)} />
    </Page>
  );
}

interface AccountTableProps {
  accounts: Account[];
  project: Project;
  onToken: (account: Account) => void;
}

function AccountTable({ accounts, project, onToken }: AccountTableProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: number) => removeServiceAccount(project.key, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['service-accounts', project.key] }),
    onError: notifyError,
  });
  const ask = (account: Account) =>
    confirmDanger({
      title: `Delete ${account.name}?`,
      body: 'Its tokens stop working at once. The runs it logged stay.',
      confirm: 'Delete account',
      onConfirm: () => remove.mutate(account.id),
    });
  return (
    <Table verticalSpacing={7} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>Created</Table.Th>
          <Table.Th>
            <span className="visually-hidden">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {accounts.map((account) => (
          <Table.Tr key={account.id}>
            <Table.Td>
              <Group gap="sm" wrap="nowrap">
                <Avatar size={26} radius="xl" color="gray">
                  <IconRobot size={15} />
                </Avatar>
                <div>
                  <Text size="sm" fw={500}>
                    {account.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {account.email}
                  </Text>
                </div>
              </Group>
            </Table.Td>
            <Table.Td>{roleLabel(account.role)}</Table.Td>
            <Table.Td c="dimmed">
              <RelativeTime at={account.created_at} />
            </Table.Td>
            <Table.Td ta="right">
              <Group gap={4} justify="flex-end" wrap="nowrap">
                <Button variant="subtle" size="compact-sm" onClick={() => onToken(account)}>
                  Tokens
                </Button>
                <Button variant="subtle" color="red" size="compact-sm" onClick={() => ask(account)}>
                  Delete
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
