import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Token } from '@/api/types';
import { useNow } from '@/lib/use-now';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone, notifyError } from '@/ui/notify';
import { RelativeTime } from '@/ui/time';

interface TokenTableProps {
  tokens: Token[];
  revoke: (id: number) => Promise<unknown>;
  onRevoked: () => unknown;
}

export function TokenTable({ tokens, revoke, onRevoked }: TokenTableProps) {
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
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} revoke={revoke} onRevoked={onRevoked} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

type TokenRowProps = Omit<TokenTableProps, 'tokens'> & { token: Token };

function TokenRow({ token, revoke, onRevoked }: TokenRowProps) {
  const end = useMutation({
    mutationFn: () => revoke(token.id),
    onSuccess: () => {
      notifyDone(`«${token.name}» is revoked.`);
      return onRevoked();
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Revoke «${token.name}»?`,
      body: 'Whatever uses it is refused from the next request on. This cannot be undone.',
      confirm: 'Revoke token',
      onConfirm: () => end.mutate(),
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
            loading={end.isPending}
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
  return <RelativeTime at={token.expires_at} empty="never" ahead />;
}
