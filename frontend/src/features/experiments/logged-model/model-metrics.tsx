import { Table, Text } from '@mantine/core';
import type { ModelMetric } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';

interface ModelMetricsProps {
  metrics: ModelMetric[];
  projectKey: string;
}

/** What runs measured of the model, the latest first, each with the dataset it was measured on. */
export function ModelMetrics({ metrics, projectKey }: ModelMetricsProps) {
  const rows = [...metrics].sort(
    (a, b) => a.key.localeCompare(b.key) || b.timestamp_ms - a.timestamp_ms || b.step - a.step,
  );
  return (
    <Panel flush title="Metrics">
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          Nothing measured of this model yet. Pass model_id to mlflow.log_metric to note a value.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={480}>
          <Table horizontalSpacing={14} verticalSpacing={5} fz={13}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Metric</Table.Th>
                <Table.Th className="num">Value</Table.Th>
                <Table.Th className="num">Step</Table.Th>
                <Table.Th>Dataset</Table.Th>
                <Table.Th>Run</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((metric) => (
                <Table.Tr
                  key={`${metric.key} ${metric.run_id} ${metric.step} ${metric.timestamp_ms}`}
                >
                  <Table.Td>{metric.key}</Table.Td>
                  <Table.Td className="num" title={String(metric.value)}>
                    {formatNumber(metric.value)}
                  </Table.Td>
                  <Table.Td className="num">{metric.step}</Table.Td>
                  <Table.Td c="dimmed" title={metric.dataset_digest || undefined}>
                    {metric.dataset_name || '–'}
                  </Table.Td>
                  <Table.Td>
                    <LinkAnchor
                      to="/projects/$key/runs/$runId"
                      params={{ key: projectKey, runId: metric.run_id }}
                      size="sm"
                    >
                      {metric.run_name || metric.run_id.slice(0, 8)}
                    </LinkAnchor>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
