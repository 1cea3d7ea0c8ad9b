import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { colorsFor } from '@/charts/colors';
import { ChartCard } from '@/features/experiments/charts/chart-card';
import type { ChartView } from '@/features/experiments/charts/chart-view';
import { keyCharts } from '@/features/experiments/charts/key-charts';
import { runMetricsQuery } from '@/features/experiments/metrics-query';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import classes from './jobs.module.css';

interface JobChartsProps {
  runId: string;
  projectKey: string;
}

const CHARTS = 3;

/** The curves that matter most, beside the console that explains them. */
export function JobCharts({ runId, projectKey }: JobChartsProps) {
  const metrics = useQuery(runMetricsQuery(runId));
  const [shown, setShown] = useState<'metrics' | 'system'>('metrics');
  const [zoom, setZoom] = useState<ChartView>({});
  const keys = (metrics.data?.results ?? []).map(({ key }) => key);
  const latest = new Map(metrics.data?.results.map(({ key, value }) => [key, value]));
  const system = keyCharts(keys, true, CHARTS);
  const charts = shown === 'system' ? system : keyCharts(keys, false, CHARTS);
  const runs = useMemo(
    () => [{ id: runId, label: 'this run', color: colorsFor([runId]).get(runId) ?? '#1d8fa8' }],
    [runId],
  );
  if (keys.length === 0) return null;
  return (
    <Panel
      title="Charts"
      actions={
        <>
          {system.length > 0 && (
            <SegmentedControl
              size="xs"
              aria-label="Metrics or system"
              value={shown}
              onChange={(value) => setShown(value as 'metrics' | 'system')}
              data={[
                { value: 'metrics', label: 'Metrics' },
                { value: 'system', label: 'System' },
              ]}
            />
          )}
          <LinkAnchor
            to="/projects/$key/runs/$runId"
            params={{ key: projectKey, runId }}
            search={{ tab: shown === 'system' ? 'system' : 'charts' }}
            size="xs"
          >
            All charts
          </LinkAnchor>
        </>
      }
    >
      <div className={classes.charts}>
        {charts.map((key) => (
          <ChartCard
            key={key}
            metricKey={key}
            runs={runs}
            view={zoom}
            latest={latest.get(key)}
            height={150}
            onZoom={(from, to) => setZoom({ from, to })}
            onReset={() => setZoom({})}
          />
        ))}
      </div>
    </Panel>
  );
}
