import { Button, Group, Text } from '@mantine/core';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { ApiError } from '@/api/errors';
import type { TraceRow } from '@/api/types';
import { formatCount, plural } from '@/lib/format';
import { compact } from '@/lib/search-params';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone, notifyError } from '@/ui/notify';
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states';
import { useSelection } from '@/ui/use-selection';
import { deleteTraces, type TracesOf, tracesQuery } from '../queries';
import { NoTraces } from './no-traces';
import { TraceChoices } from './trace-choices';
import { TraceFilter } from './trace-filter';
import { isNarrowed, type TracesView, traceSearchBody } from './trace-search';
import classes from './traces.module.css';
import { TracesGrid } from './traces-grid';
import { useLiveTraces } from './use-live-traces';

interface TraceListProps {
  of: TracesOf;
  view: TracesView;
  onView: (view: TracesView) => void;
  mayDelete: boolean;
  /** The experiment that the first lines of a newcomer should name. */
  experiment: string;
}

type Change = { [K in keyof TracesView]: TracesView[K] | undefined };

/** The traces of a project or of a run, newest first, with their search. */
export function TraceList({ of, view, onView, mayDelete, experiment }: TraceListProps) {
  const [opened] = useState(() => Date.now());
  const body = useMemo(() => traceSearchBody(view, opened), [view, opened]);
  const query = useInfiniteQuery({
    ...tracesQuery(of, body),
    placeholderData: keepPreviousData,
  });
  const traces = useMemo(
    () => query.data?.pages.flatMap((page) => page.traces) ?? [],
    [query.data],
  );
  const ids = useMemo(() => traces.map(({ trace_id }) => trace_id), [traces]);
  const { stale, showNew } = useLiveTraces(of, body);
  const { selection, select, selectAll, clear } = useSelection(ids, JSON.stringify(body));
  const change = (values: Change) => onView(compact({ ...view, ...values }));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const refused =
    query.error instanceof ApiError && query.error.status === 400 ? query.error : null;
  const inTab = of.runId !== undefined;
  return (
    <>
      <div className={classes.toolbar}>
        <TraceFilter
          value={view.filter ?? ''}
          error={refused ? [refused.message, refused.problem.fix].filter(Boolean).join(' ') : null}
          onApply={(filter) => change({ filter: filter || undefined })}
        />
        {!inTab && <TraceChoices projectKey={of.projectKey} view={view} onView={change} />}
      </div>
      <div className={classes.bar}>
        {selection.size > 0 ? (
          <SelectedTraces
            traces={traces.filter(({ trace_id }) => selection.has(trace_id))}
            onDone={clear}
          />
        ) : (
          <span className="num" role="status">
            {query.data && countWords(traces.length, hasNextPage)}
          </span>
        )}
        {stale && (
          <Button size="compact-sm" variant="light" onClick={showNew}>
            New traces, show
          </Button>
        )}
      </div>
      {query.isError && traces.length === 0 && !refused && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {refused && traces.length === 0 && (
        <EmptyState title="The search could not be read">
          Its mistake is explained under the search. Press / to go there.
        </EmptyState>
      )}
      {query.isPending && !query.isError && <SkeletonRows rows={12} />}
      {query.data && traces.length === 0 && (
        <NoTraces narrowed={isNarrowed(view)} experiment={experiment} onReset={() => onView({})} />
      )}
      {traces.length > 0 && (
        <TracesGrid
          traces={traces}
          projectKey={of.projectKey}
          selection={mayDelete ? selection : null}
          onSelect={select}
          onSelectAll={selectAll}
          hasMore={hasNextPage}
          onMore={onMore}
          inTab={inTab}
        />
      )}
    </>
  );
}

const countWords = (loaded: number, more: boolean): string =>
  more ? `${formatCount(loaded)} traces loaded` : plural(loaded, 'trace');

function SelectedTraces({ traces, onDone }: { traces: TraceRow[]; onDone: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: async () => {
      for (const [experimentId, ids] of byExperiment(traces)) await deleteTraces(experimentId, ids);
    },
    onSuccess: () => {
      notifyDone(`${plural(traces.length, 'trace')} deleted.`);
      onDone();
    },
    onError: notifyError,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['traces'] }),
  });
  const ask = () =>
    confirmDanger({
      title: `Delete ${plural(traces.length, 'trace')}?`,
      body: 'Their spans and assessments go with them. This cannot be undone.',
      confirm: 'Delete for good',
      onConfirm: () => remove.mutate(),
    });
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" fw={550} c="var(--mantine-color-text)" className="num">
        {traces.length} selected
      </Text>
      <Button
        size="compact-sm"
        variant="light"
        color="red"
        loading={remove.isPending}
        onClick={ask}
      >
        Delete
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onDone}>
        Clear
      </Button>
    </Group>
  );
}

function byExperiment(traces: TraceRow[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { experiment_id, trace_id } of traces) {
    groups.set(experiment_id, [...(groups.get(experiment_id) ?? []), trace_id]);
  }
  return groups;
}
