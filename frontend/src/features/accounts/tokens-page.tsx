import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { CreateToken } from './create-token';
import { revokeToken, tokensQuery } from './queries';
import { TokenTable } from './token-table';

export function TokensPage() {
  const query = useQuery(tokensQuery);
  const queries = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const refresh = () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
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
            <TokenTable tokens={results} revoke={revokeToken} onRevoked={refresh} />
          )
        }
      </QueryView>
      <CreateToken opened={opened} onClose={dialog.close} />
    </Page>
  );
}
