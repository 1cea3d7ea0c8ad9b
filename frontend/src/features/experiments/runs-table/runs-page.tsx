import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { ApiError } from '@/api/errors';
import type { Project } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { formatCount, plural } from '@/lib/format';
import { compact } from '@/lib/search-params';
import { Page } from '@/ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states';
import { useSelection } from '@/ui/use-selection';
import { ExperimentTabs } from '../experiment-tabs';
import { ColumnChooser } from './column-chooser';
import { nextSort, parseSort } from './columns';
import { FilterBar } from './filter-bar';
import { RunChoices } from './run-choices';
import { type RunsView, runsQuery, searchBody } from './run-search';
import { RunsGrid } from './runs-grid';
import classes from './runs-table.module.css';
import { SelectionBar } from './selection-bar';
import { useColumns } from './use-columns';
import { useLiveRows } from './use-live-rows';

interface RunsPageProps {
  project: Project;
  view: RunsView;
  onView: (view: RunsView) => void;
}

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
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const refused =
    query.error instanceof ApiError && query.error.status === 400 ? query.error : null;
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
          error={refused ? [refused.message, refused.problem.fix].filter(Boolean).join(' ') : null}
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
      {query.isError && runs.length === 0 && !refused && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {refused && runs.length === 0 && (
        <EmptyState title="The search could not be read">
          Its mistake is explained under the filter. Press / to go there.
        </EmptyState>
      )}
      {query.isPending && !query.isError && <SkeletonRows rows={12} />}
      {query.data && runs.length === 0 && <NoRuns view={view} onReset={() => onView({})} />}
      {runs.length > 0 && (
        <RunsGrid
          runs={runs}
          total={total}
          columns={columns}
          projectKey={project.key}
          sort={sort}
          onSort={(column) => change({ sort: nextSort(sort, column) })}
          selection={selection}
          onSelect={select}
          onSelectAll={selectAll}
          hasMore={hasNextPage}
          onMore={onMore}
        />
      )}
    </Page>
  );
}

function countWords(loaded: number, total: number | null): string {
  if (total === null) return `${formatCount(loaded)} runs loaded`;
  return plural(total, 'run');
}

function NoRuns({ view, onReset }: { view: RunsView; onReset: () => void }) {
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
    <EmptyState icon={<IconListDetails size={22} />} title="No runs yet">
      Log one from a script (the overview shows the two variables it needs) or submit a job.
    </EmptyState>
  );
}
