import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { ParamTable } from '../param-table';
import { runParamsQuery } from '../queries';

const SEARCH_FROM = 12;

export function RunParams({ runId }: { runId: string }) {
  const query = useQuery(runParamsQuery(runId));
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const all = query.data?.results ?? [];
  const found = all.filter(({ key, value }) => `${key} ${value}`.toLowerCase().includes(wanted));
  return (
    <Panel
      flush
      title="Params"
      actions={
        all.length >= SEARCH_FROM && (
          <TextInput
            size="xs"
            aria-label="Find a param"
            placeholder="Find a param"
            leftSection={<IconSearch size={13} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      <QueryView query={query}>
        {() =>
          found.length === 0 ? (
            <Text size="sm" c="dimmed" p="sm">
              {wanted ? 'No param matches.' : 'No params logged.'}
            </Text>
          ) : (
            <ParamTable params={found} />
          )
        }
      </QueryView>
    </Panel>
  );
}
