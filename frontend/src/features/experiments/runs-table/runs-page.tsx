import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { ApiError } from '@/api/errors';
import type { Project, RunRow } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { ImportOffer } from '@/features/transfers/import-offer';
import { formatCount, plural } from '@/lib/format';
import { compact } from '@/lib/search-params';
import { nextSort, parseSort } from '@/ui/grid/columns';
import { DataGrid } from '@/ui/grid/data-grid';
import classes from '@/ui/grid/grid.module.css';
import { GridStates, refusalOf, useMore } from '@/ui/grid/grid-states';
import { useSelection } from '@/ui/grid/use-selection';
import { Page } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { ExperimentTabs } from '../experiment-tabs';
import { ColumnChooser } from './column-chooser';
import { FilterBar } from './filter-bar';
import { gridColumns } from './run-cell';
import { RunChoices } from './run-choices';
import { type RunsView, runsQuery, searchBody } from './run-search';
import { SelectionBar } from './selection-bar';
import { useColumns } from './use-columns';
import { useLiveRows } from './use-live-rows';

interface RunsPageProps {
  project: Project;
  view: RunsView;
  onView: (view: RunsView) => void;
}

const idOf = (run: RunRow): string => run.run_id;
const nameOf = (run: RunRow): string => run.name || run.run_id;

type Change = { [K in keyof RunsView]: RunsView[K] | undefined };

export function RunsPage({ project, view, onView }: RunsPageProps) {
  const { ids: columnIds, columns, ready } = useColumns(project.key, view.columns);
  const body = useMemo(() => searchBody(view, columnIds), [view, columnIds]);
  const query = useInfiniteQuery({
    ...runsQuery(project.key, body),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  const runs = useMemo(() => query.data?.pages.flatMap((page) => page.runs) ?? [], [query.data]);
  const ids = useMemo(() => runs.map(({ run_id }) => run_id), [runs]);
  const total = query.data?.pages[0]?.total ?? null;
  const { newRuns, showNew } = useLiveRows(project.key, body);
  const { selection, select, selectAll, clear } = useSelection(ids, JSON.stringify(body));
  const change = (values: Change) => onView(compact({ ...view, ...values }));
  const sort = parseSort(view.sort);
  const onMore = useMore(query);
  const shown = useMemo(() => gridColumns(columns, project.key), [columns, project.key]);
  const linkOf = useCallback(
    (run: RunRow, className: string) => (
      <Link
        to="/projects/$key/runs/$runId"
        params={{ key: project.key, runId: run.run_id }}
        className={className}
        title={nameOf(run)}
      >
        {nameOf(run)}
      </Link>
    ),
    [project.key],
  );
  return (
    <Page
      title="Runs"
      crumbs={projectCrumbs(project)}
      actions={
        <ExperimentTabs projectKey={project.key} experiments={view.experiments} value="runs" />
      }
      fill
    >
      <div className={classes.toolbar}>
        <FilterBar
          projectKey={project.key}
          value={view.filter ?? ''}
          error={refusalOf(query)}
          position={positionIn(query.error, view)}
          onApply={(filter) => change({ filter: filter || undefined })}
        />
        <RunChoices projectKey={project.key} view={view} onView={change} />
        <ColumnChooser
          projectKey={project.key}
          columns={columnIds}
          onChange={(chosen) => change({ columns: chosen })}
        />
      </div>
      <div className={classes.bar}>
        {selection.size > 0 ? (
          <SelectionBar
            project={project}
            selected={[...selection]}
            deletedView={view.deleted === true}
            onClear={clear}
          />
        ) : (
          <span className="num" role="status">
            {query.data && countWords(runs.length, total)}
          </span>
        )}
        {newRuns > 0 && (
          <Button size="compact-sm" variant="light" onClick={showNew}>
            {plural(newRuns, 'new run')}, show
          </Button>
        )}
      </div>
      <GridStates
        query={query}
        rows={runs.length}
        empty={<NoRuns projectKey={project.key} view={view} onReset={() => onView({})} />}
      >
        <DataGrid
          label="Runs"
          first="Run"
          firstSort="name"
          rows={runs}
          total={total}
          idOf={idOf}
          nameOf={nameOf}
          linkOf={linkOf}
          columns={shown}
          sort={sort}
          onSort={(column) => change({ sort: nextSort(sort, column) })}
          selection={selection}
          onSelect={select}
          onSelectAll={selectAll}
          hasMore={query.hasNextPage}
          onMore={onMore}
        />
      </GridStates>
    </Page>
  );
}

/** Where in the typed filter the server found a mistake; a chosen status puts a bracket before it. */
function positionIn(error: unknown, view: RunsView): number | null {
  const position = error instanceof ApiError ? error.problem.position : undefined;
  return position === undefined ? null : position - (view.status ? 1 : 0);
}

function countWords(loaded: number, total: number | null): string {
  if (total === null) return `${formatCount(loaded)} runs loaded`;
  return plural(total, 'run');
}

interface NoRunsProps {
  projectKey: string;
  view: RunsView;
  onReset: () => void;
}

function NoRuns({ projectKey, view, onReset }: NoRunsProps) {
  const narrowed = view.filter ?? view.status ?? view.experiments;
  if (view.deleted && !narrowed) {
    return <EmptyState title="No deleted runs">Deleted runs wait here to be restored.</EmptyState>;
  }
  if (narrowed) {
    return (
      <EmptyState
        icon={<IconListDetails size={22} />}
        title="No run matches"
        action={
          <Button variant="default" onClick={onReset}>
            Show all runs
          </Button>
        }
      >
        Change the filter, the experiments or the status.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconListDetails size={22} />}
      title="No runs yet"
      action={<ImportOffer projectKey={projectKey} />}
    >
      Log one from a script (the overview shows the two variables it needs) or submit a job.
    </EmptyState>
  );
}
