import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Token } from '@/api/types';
import { useNow } from '@/lib/use-now';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone, notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import { CreateToken } from './create-token';
import { revokeToken, tokensQuery } from './queries';

export function TokensPage() {
  const query = useQuery(tokensQuery);
  const [opened, dialog] = useDisclosure(false);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
      New token
    </Button>
  );
  return (
    <Page
      title="API tokens"
      actions={create}
      description="Scripts and tools sign in with a token instead of your password. It can do what you can, within its scopes."
    >
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <EmptyState icon={<IconKey size={22} />} title="No tokens yet" action={create}>
              Create one for each place that uses it; a lost one is then revoked alone.
            </EmptyState>
          ) : (
            <TokenTable tokens={results} />
          )
        }
      </QueryView>
      <CreateToken opened={opened} onClose={dialog.close} />
    </Page>
  );
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Begins with</Table.Th>
            <Table.Th>Scopes</Table.Th>
            <Table.Th>Project</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function TokenRow({ token }: { token: Token }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => {
      notifyDone(`«${token.name}» is revoked.`);
      return queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Revoke «${token.name}»?`,
      body: 'Whatever uses it is refused from the next request on. This cannot be undone.',
      confirm: 'Revoke token',
      onConfirm: () => revoke.mutate(),
    });
  return (
    <Table.Tr>
      <Table.Td fw={500}>{token.name}</Table.Td>
      <Table.Td className="mono">{token.prefix}…</Table.Td>
      <Table.Td>
        <Group gap={4}>
          {token.scopes.map((scope) => (
            <Badge key={scope} variant="light" color="gray" tt="none" radius="sm">
              {scope}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>{token.project || '–'}</Table.Td>
      <Table.Td>
        <RelativeTime at={token.last_used_at} empty="never" />
      </Table.Td>
      <Table.Td>
        <Expiry token={token} />
      </Table.Td>
      <Table.Td ta="right">
        {!token.revoked_at && (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            loading={revoke.isPending}
            onClick={ask}
          >
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Expiry({ token }: { token: Token }) {
  const now = useNow();
  if (token.revoked_at)
    return (
      <Text span size="sm" c="dimmed">
        revoked
      </Text>
    );
  if (token.expires_at && Date.parse(token.expires_at) < now) {
    return (
      <Text span size="sm" c="var(--mantine-color-error)">
        expired
      </Text>
    );
  }
  return <RelativeTime at={token.expires_at} empty="never" />;
}
