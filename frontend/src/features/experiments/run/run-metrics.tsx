import { Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Metric } from '@/api/types';
import { formatCount, formatNumber } from '@/lib/format';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { runMetricsQuery } from '../metrics-query';
import classes from './run.module.css';

const SEARCH_FROM = 12;
const MOST_ROWS = 300;

/** The latest value of every metric, with its least and greatest. */
export function RunMetrics({ runId }: { runId: string }) {
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const query = useQuery({
    ...runMetricsQuery(runId, wanted),
    placeholderData: keepPreviousData,
  });
  const total = query.data?.total ?? 0;
  return (
    <Panel
      flush
      title="Metrics"
      actions={
        (total >= SEARCH_FROM || search !== '') && (
          <TextInput
            size="xs"
            aria-label="Find a metric"
            placeholder="Find a metric"
            leftSection={<IconSearch size={13} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )
      }
    >
      <QueryView query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <Text size="sm" c="dimmed" p="sm">
              {wanted ? 'No metric matches.' : 'No metrics logged yet.'}
            </Text>
          ) : (
            <MetricTable metrics={results.slice(0, MOST_ROWS)} total={total} />
          )
        }
      </QueryView>
    </Panel>
  );
}

function MetricTable({ metrics, total }: { metrics: Metric[]; total: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label="Latest metrics">
      <Table stickyHeader horizontalSpacing={14} verticalSpacing={5} fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th className="num">Latest</Table.Th>
            <Table.Th className="num">Least</Table.Th>
            <Table.Th className="num">Greatest</Table.Th>
            <Table.Th className="num">Step</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {metrics.map((metric) => (
            <Table.Tr key={metric.key}>
              <Table.Td>
                <LinkAnchor
                  from="/projects/$key/runs/$runId"
                  to="."
                  search={{
                    tab: metric.key.startsWith('system/') ? 'system' : 'charts',
                    chart: metric.key,
                  }}
                  className="quiet"
                  size="sm"
                >
                  {metric.key}
                </LinkAnchor>
              </Table.Td>
              <Table.Td className="num" fw={550} title={String(metric.value)}>
                {formatNumber(metric.value)}
              </Table.Td>
              <Table.Td className="num" c="dimmed">
                {formatNumber(metric.min)}
              </Table.Td>
              <Table.Td className="num" c="dimmed">
                {formatNumber(metric.max)}
              </Table.Td>
              <Table.Td className="num" c="dimmed">
                {formatNumber(metric.step)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {total > metrics.length && (
        <Text size="xs" c="dimmed" p="sm">
          {formatCount(metrics.length)} of {formatCount(total)} are shown; search to find the
          others.
        </Text>
      )}
    </section>
  );
}
