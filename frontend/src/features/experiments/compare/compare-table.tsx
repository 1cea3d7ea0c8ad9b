import { Switch, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Metric, Param, Run } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { Panel } from '@/ui/panel';
import classes from './compare.module.css';
import { type DiffRow, diffRows } from './compare-view';

interface CompareTableProps {
  runs: Run[];
  params: Param[][];
  metrics: Metric[][];
  onlyDifferent: boolean;
  onOnlyDifferent: (only: boolean) => void;
}

export function CompareTable(props: CompareTableProps) {
  const { runs, params, metrics, onlyDifferent, onOnlyDifferent } = props;
  const paramRows = useMemo(
    () => diffRows(params.map((list) => new Map(list.map(({ key, value }) => [key, value])))),
    [params],
  );
  const metricRows = useMemo(
    () =>
      diffRows(
        metrics.map((list) => new Map(list.map(({ key, value }) => [key, formatNumber(value)]))),
      ),
    [metrics],
  );
  return (
    <>
      <Switch
        size="sm"
        label="Differences only"
        checked={onlyDifferent}
        onChange={(event) => onOnlyDifferent(event.currentTarget.checked)}
      />
      <DiffPanel title="Params" runs={runs} rows={paramRows} onlyDifferent={onlyDifferent} />
      <DiffPanel
        title="Metrics, latest"
        runs={runs}
        rows={metricRows}
        onlyDifferent={onlyDifferent}
        numeric
      />
    </>
  );
}

interface DiffPanelProps {
  title: string;
  runs: Run[];
  rows: DiffRow[];
  onlyDifferent: boolean;
  numeric?: boolean;
}

const MOST_ROWS = 500;

function DiffPanel({ title, runs, rows, onlyDifferent, numeric = false }: DiffPanelProps) {
  const shown = onlyDifferent ? rows.filter(({ differs }) => differs) : rows;
  return (
    <Panel flush title={title}>
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed" p="sm">
          {rows.length === 0 ? 'Nothing logged.' : 'They are the same in all these runs.'}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={200 + runs.length * 130} className={classes.scroll ?? ''}>
          <Table horizontalSpacing={14} verticalSpacing={5} fz={13}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                {runs.map((run) => (
                  <Table.Th key={run.run_id} className={numeric ? 'num' : ''}>
                    {run.name || run.run_id.slice(0, 8)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.slice(0, MOST_ROWS).map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Td c="dimmed">{row.key}</Table.Td>
                  {row.values.map((value, at) => (
                    <Table.Td
                      key={runs[at]?.run_id}
                      className={numeric ? 'num' : 'mono'}
                      fw={row.differs ? 550 : 400}
                    >
                      {value ?? (
                        <Text span c="dimmed">
                          –
                        </Text>
                      )}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
