import { Group, Table, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Param } from '@/api/types';
import { plural } from '@/lib/format';
import { CopyIcon } from '@/ui/copyable';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { runParamsQuery } from '../queries';
import classes from './run.module.css';

const SEARCH_FROM = 12;
const MOST_ROWS = 300;

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

function ParamTable({ params }: { params: Param[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label="Params">
      <Table horizontalSpacing={14} verticalSpacing={5} fz={13}>
        <Table.Tbody>
          {params.slice(0, MOST_ROWS).map(({ key, value }) => (
            <Table.Tr key={key}>
              <Table.Td c="dimmed">{key}</Table.Td>
              <Table.Td className={classes.value ?? ''}>
                <Group gap={4} wrap="nowrap">
                  <span className="mono truncate" title={value}>
                    {value}
                  </span>
                  <CopyIcon value={value} what={key} />
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {params.length > MOST_ROWS && (
        <Text size="xs" c="dimmed" p="sm">
          {plural(params.length - MOST_ROWS, 'more param')}; search to find them.
        </Text>
      )}
    </section>
  );
}
