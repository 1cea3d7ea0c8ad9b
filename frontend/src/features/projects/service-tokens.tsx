import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project } from '@/api/types';
import { CreatedTokenView } from '@/features/accounts/created-token';
import { TokenForm } from '@/features/accounts/token-form';
import { TokenTable } from '@/features/accounts/token-table';
import { QueryView } from '@/ui/query-view';
import {
  createServiceToken,
  type NewToken,
  revokeServiceToken,
  serviceTokensQuery,
} from './queries';
import type { Account } from './service-accounts-page';

interface ServiceTokensProps {
  project: Project;
  account: Account | null;
  onClose: () => void;
}

/** The tokens of a service account: what there is, a new one, and revoking. */
export function ServiceTokens({ project, account, onClose }: ServiceTokensProps) {
  return (
    <Modal
      opened={account !== null}
      onClose={onClose}
      title={`Tokens of ${account?.name ?? ''}`}
      size="xl"
    >
      {account && <Tokens project={project} account={account} />}
    </Modal>
  );
}

function Tokens({ project, account }: { project: Project; account: Account }) {
  const queries = useQueryClient();
  const listQuery = serviceTokensQuery(project.key, account.id);
  const query = useQuery(listQuery);
  const [creating, setCreating] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: listQuery.queryKey });
  const create = useMutation({
    mutationFn: (wish: NewToken) => createServiceToken(project.key, account.id, wish),
    onSuccess: refresh,
  });
  const done = () => {
    setCreating(false);
    create.reset();
  };
  if (create.data) return <CreatedTokenView token={create.data.token} onDone={done} />;
  if (creating) {
    return (
      <TokenForm
        suggestedName={account.name}
        pending={create.isPending}
        error={create.error}
        onSubmit={create.mutate}
        onCancel={done}
      />
    );
  }
  return (
    <Stack>
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <Text c="dimmed" size="sm">
              It has no tokens yet, so no program can sign in as it.
            </Text>
          ) : (
            <TokenTable
              tokens={results}
              revoke={(id) => revokeServiceToken(project.key, account.id, id)}
              onRevoked={refresh}
            />
          )
        }
      </QueryView>
      <Group justify="flex-end">
        <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
          New token
        </Button>
      </Group>
    </Stack>
  );
}
