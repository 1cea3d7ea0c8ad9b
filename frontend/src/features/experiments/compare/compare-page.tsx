import { Anchor, Badge, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Project, Run } from '@/api/types';
import { colorsFor } from '@/charts/colors';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { compact } from '@/lib/search-params';
import { useLiveTopics } from '@/live/live';
import { Page } from '@/ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states';
import { StatusBadge } from '@/ui/status-badge';
import { ChartsPanel } from '../charts/charts-panel';
import { runMetricsQuery } from '../metrics-query';
import { runParamsQuery, runQuery } from '../queries';
import classes from './compare.module.css';
import { CompareTable } from './compare-table';
import type { CompareView } from './compare-view';

interface ComparePageProps {
  project: Project;
  view: CompareView;
  onView: (view: CompareView) => void;
}

const MOST = 50;

export function ComparePage({ project, view, onView }: ComparePageProps) {
  const ids = useMemo(() => [...new Set(view.runs ?? [])].slice(0, MOST), [view.runs]);
  const runs = useQueries({ queries: ids.map(runQuery) });
  useLiveTopics(ids.map((id) => `run:${id}`));
  const failed = runs.find(({ isError }) => isError);
  const loaded = useMemo(() => runs.flatMap(({ data }) => data ?? []), [runs]);
  return (
    <Page
      title="Compare runs"
      crumbs={projectCrumbs(
        project,
        <Link key="runs" to="/projects/$key/runs" params={{ key: project.key }} className="quiet">
          Runs
        </Link>,
      )}
    >
      {ids.length === 0 && (
        <EmptyState icon={<IconArrowsDiff size={22} />} title="No runs chosen">
          Select runs in the runs table and choose «Compare».
        </EmptyState>
      )}
      {failed && <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && loaded.length < ids.length && <SkeletonRows />}
      {ids.length > 0 && loaded.length === ids.length && (
        <Compared runs={loaded} view={view} onView={onView} />
      )}
    </Page>
  );
}

interface ComparedProps {
  runs: Run[];
  view: CompareView;
  onView: (view: CompareView) => void;
}

function Compared({ runs, view, onView }: ComparedProps) {
  const ids = useMemo(() => runs.map(({ run_id }) => run_id), [runs]);
  const params = useQueries({ queries: ids.map(runParamsQuery) });
  const metrics = useQueries({ queries: ids.map((id) => runMetricsQuery(id)) });
  const colors = useMemo(() => colorsFor(ids), [ids]);
  const chartRuns = useMemo(
    () =>
      runs.map((run) => ({
        id: run.run_id,
        label: run.name || run.run_id,
        color: colors.get(run.run_id) ?? '#1d8fa8',
      })),
    [runs, colors],
  );
  const keys = useMemo(
    () => [...new Set(metrics.flatMap(({ data }) => data?.results.map(({ key }) => key) ?? []))],
    [metrics],
  );
  const change = (values: { [K in keyof CompareView]: CompareView[K] | undefined }) =>
    onView(compact({ ...view, ...values }));
  const tab = view.tab ?? 'charts';
  return (
    <Stack gap="md">
      <RunLegend
        runs={runs}
        colors={colors}
        onRemove={(id) => change({ runs: ids.filter((each) => each !== id) })}
      />
      <SegmentedControl
        aria-label="Charts or values"
        w="fit-content"
        value={tab}
        onChange={(value) => change({ tab: value === 'values' ? 'values' : undefined })}
        data={[
          { value: 'charts', label: 'Charts' },
          { value: 'values', label: 'Params and metrics' },
        ]}
      />
      {tab === 'charts' ? (
        <ChartsPanel
          keys={keys}
          runs={chartRuns}
          view={view}
          onView={change}
          empty="None of these runs has logged a metric."
        />
      ) : (
        <CompareTable
          runs={runs}
          params={params.map(({ data }) => data?.results ?? [])}
          metrics={metrics.map(({ data }) => data?.results ?? [])}
          onlyDifferent={view.same !== true}
          onOnlyDifferent={(only) => change({ same: only ? undefined : true })}
        />
      )}
    </Stack>
  );
}

interface RunLegendProps {
  runs: Run[];
  colors: Map<string, string>;
  onRemove: (runId: string) => void;
}

function RunLegend({ runs, colors, onRemove }: RunLegendProps) {
  return (
    <Group gap={8}>
      {runs.map((run) => (
        <Badge
          key={run.run_id}
          variant="default"
          radius="sm"
          size="lg"
          tt="none"
          fw={500}
          leftSection={
            <span className={classes.swatch} style={{ background: colors.get(run.run_id) }} />
          }
          rightSection={
            runs.length > 1 && (
              <Anchor
                component="button"
                className={classes.remove ?? ''}
                aria-label={`Leave ${run.name} out`}
                onClick={() => onRemove(run.run_id)}
              >
                ×
              </Anchor>
            )
          }
        >
          <Link
            to="/projects/$key/runs/$runId"
            params={{ key: run.project.key, runId: run.run_id }}
            className="quiet"
          >
            {run.name || run.run_id.slice(0, 8)}
          </Link>
        </Badge>
      ))}
      {runs.some(({ status }) => status === 'RUNNING') && (
        <Text span size="xs" c="dimmed">
          <StatusBadge status="RUNNING" /> curves are live
        </Text>
      )}
    </Group>
  );
}
