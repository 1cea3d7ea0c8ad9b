import { ActionIcon, Group, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconMaximize } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { explain } from '@/api/errors';
import type { Metric, Series } from '@/api/types';
import type { ChartLine } from '@/charts/chart-data';
import { LineChart } from '@/charts/line-chart';
import { useVisible } from '@/charts/use-visible';
import { formatNumber, plural } from '@/lib/format';
import { type ChartView, rangeOf } from './chart-view';
import classes from './charts.module.css';
import { seriesQuery } from './series-query';

export interface ChartRun {
  id: string;
  label: string;
  color: string;
}

export interface ChartCardProps {
  metricKey: string;
  runs: readonly ChartRun[];
  view: ChartView;
  /** The latest value, where the chart shows one run. */
  latest?: Metric['value'] | undefined;
  height?: number;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
  onOpen?: () => void;
}

const BUCKETS = 600;
const FEW_BUCKETS = 300;
const MANY_RUNS = 10;

function linesOf(series: readonly Series[], runs: readonly ChartRun[]): ChartLine[] {
  const byRun = new Map(series.map((each) => [each.run_id, each]));
  return runs.flatMap(({ id, label, color }) => {
    const own = byRun.get(id);
    return own && own.x.length + own.nonfinite.length > 0 ? [{ ...own, id, label, color }] : [];
  });
}

/** One metric's chart: fetched and drawn only while it is on screen. */
export function ChartCard(props: ChartCardProps) {
  const { metricKey, runs, view, latest, height = 190, onZoom, onReset, onOpen } = props;
  const card = useRef<HTMLElement>(null);
  const visible = useVisible(card);
  const range = rangeOf(view);
  const query = useQuery({
    ...seriesQuery(metricKey, {
      runIds: runs.map(({ id }) => id),
      x: view.x ?? 'step',
      buckets: runs.length > MANY_RUNS ? FEW_BUCKETS : BUCKETS,
      range,
    }),
    enabled: visible,
    placeholderData: keepPreviousData,
  });
  const lines = useMemo(() => linesOf(query.data ?? [], runs), [query.data, runs]);
  return (
    <article ref={card} className={classes.card} aria-label={metricKey}>
      <Group justify="space-between" wrap="nowrap" gap={6} className={classes.cardHead ?? ''}>
        <Text component="h3" size="sm" fw={550} className="truncate" title={metricKey}>
          {metricKey}
        </Text>
        <Group gap={4} wrap="nowrap">
          {latest !== undefined && (
            <Text span size="sm" c="dimmed" className="num" title="Latest value">
              {formatNumber(latest)}
            </Text>
          )}
          {onOpen && (
            <Tooltip label="Full screen">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                onClick={onOpen}
                aria-label={`Show ${metricKey} in full screen`}
              >
                <IconMaximize size={13} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      <div style={{ height }}>
        {lines.length > 0 ? (
          visible && (
            <LineChart
              lines={lines}
              label={`${metricKey}, ${plural(lines.length, 'line')}`}
              kind={view.x ?? 'step'}
              smoothing={view.smooth ?? 0}
              logY={view.log === true}
              height={height}
              syncKey="naiad-charts"
              range={range}
              onZoom={onZoom}
              onReset={onReset}
            />
          )
        ) : (
          <NoLines
            query={query}
            height={height}
            zoomed={range !== null}
            damaged={query.data?.some(({ error }) => error !== '') === true}
          />
        )}
      </div>
    </article>
  );
}

interface NoLinesProps {
  query: { isError: boolean; error: unknown; data: unknown; refetch: () => unknown };
  height: number;
  zoomed: boolean;
  damaged: boolean;
}

function NoLines({ query, height, zoomed, damaged }: NoLinesProps) {
  if (query.isError) {
    return (
      <Text size="xs" c="var(--mantine-color-error)" p="xs" role="alert">
        {explain(query.error).title}{' '}
        <button type="button" className={classes.retry} onClick={() => void query.refetch()}>
          Try again
        </button>
      </Text>
    );
  }
  if (query.data === undefined) return <Skeleton height={height - 12} />;
  return (
    <Text size="xs" c="dimmed" p="xs">
      {damaged
        ? 'The stored points of this metric cannot be read; tell your administrator.'
        : zoomed
          ? 'No points in this range. Double click or reset to see all.'
          : 'No points yet.'}
    </Text>
  );
}
