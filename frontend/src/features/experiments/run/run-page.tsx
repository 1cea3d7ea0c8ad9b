import { Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Run } from '@/api/types';
import { colorsFor } from '@/charts/colors';
import { ArtifactsView } from '@/features/artifacts/artifacts-view';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { TraceList } from '@/features/traces/table/trace-list';
import { compact } from '@/lib/search-params';
import { useLiveTopics } from '@/live/live';
import { ShortId } from '@/ui/copyable';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { StatusBadge } from '@/ui/status-badge';
import { isSystemKey } from '../charts/chart-view';
import { ChartsPanel } from '../charts/charts-panel';
import { ConsoleView } from '../console/console-view';
import { runMetricsQuery } from '../metrics-query';
import { RunActions } from './run-actions';
import { RunOverview } from './run-overview';
import { RUN_TABS, type RunTab, type RunView } from './run-view';

interface RunPageProps {
  run: Run;
  view: RunView;
  onView: (view: RunView) => void;
}

type Change = { [K in keyof RunView]: RunView[K] | undefined };

const TAB_NAMES: Record<RunTab, string> = {
  overview: 'Overview',
  charts: 'Charts',
  system: 'System',
  artifacts: 'Artifacts',
  traces: 'Traces',
  console: 'Console',
};

export function RunPage({ run, view, onView }: RunPageProps) {
  useLiveTopics([`run:${run.run_id}`]);
  const tab = view.tab ?? 'overview';
  const change = (values: Change) => onView(compact({ ...view, ...values }));
  const open = (next: RunTab) => onView(next === 'overview' ? {} : { tab: next });
  useHotkeys(RUN_TABS.map((name, at) => [String(at + 1), () => open(name)]));
  const name = run.name || run.run_id;
  return (
    <Page
      title={name}
      crumbs={projectCrumbs(
        run.project,
        <Link
          key="runs"
          to="/projects/$key/runs"
          params={{ key: run.project.key }}
          className="quiet"
        >
          Runs
        </Link>,
      )}
      aside={
        <>
          <StatusBadge status={run.status} />
          <ShortId id={run.run_id} what="run id" />
        </>
      }
      actions={<RunActions run={run} />}
    >
      <Tabs value={tab} onChange={(value) => open((value ?? 'overview') as RunTab)}>
        <Tabs.List mb="md">
          {RUN_TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {TAB_NAMES[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <RunOverview run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="charts">
          <RunCharts run={run} view={view} onView={change} system={false} />
        </Tabs.Panel>
        <Tabs.Panel value="system">
          <RunCharts run={run} view={view} onView={change} system />
        </Tabs.Panel>
        <Tabs.Panel value="artifacts">
          <ArtifactsView
            of={{ kind: 'run', id: run.run_id }}
            uri={run.artifact_uri}
            path={view.path}
            onPath={(path) => change({ path })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="traces">
          <TraceList
            of={{ projectKey: run.project.key, runId: run.run_id }}
            view={compact({ filter: view.search })}
            onView={({ filter }) => change({ search: filter })}
            mayDelete={atLeast(run.project.role, 'maintainer')}
            experiment={run.experiment_name}
          />
        </Tabs.Panel>
        <Tabs.Panel value="console">
          <ConsoleView runId={run.run_id} height="calc(100vh - 250px)" />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

interface RunChartsProps {
  run: Run;
  view: RunView;
  onView: (change: Change) => void;
  system: boolean;
}

function RunCharts({ run, view, onView, system }: RunChartsProps) {
  const metrics = useQuery(runMetricsQuery(run.run_id));
  const runs = useMemo(() => {
    const color = colorsFor([run.run_id]).get(run.run_id) ?? '#1d8fa8';
    return [{ id: run.run_id, label: run.name || run.run_id, color }];
  }, [run.run_id, run.name]);
  const keys = useMemo(
    () =>
      (metrics.data?.results ?? [])
        .map(({ key }) => key)
        .filter((key) => isSystemKey(key) === system),
    [metrics.data, system],
  );
  const latest = useMemo(
    () => new Map(metrics.data?.results.map(({ key, value }) => [key, value])),
    [metrics.data],
  );
  return (
    <QueryView query={metrics}>
      {() => (
        <ChartsPanel
          keys={keys}
          runs={runs}
          view={view}
          onView={onView}
          latest={latest}
          empty={
            system
              ? 'CPU, memory and GPU use appear here when the run logs them (in scripts: mlflow.enable_system_metrics_logging()).'
              : 'Each metric the run logs gets a chart here, while it runs.'
          }
        />
      )}
    </QueryView>
  );
}
