import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { TraceRow } from '@/api/types';
import { formatCount, plural } from '@/lib/format';
import { compact } from '@/lib/search-params';
import { nextSort } from '@/ui/grid/columns';
import { DataGrid } from '@/ui/grid/data-grid';
import classes from '@/ui/grid/grid.module.css';
import { GridStates, refusalOf, useMore } from '@/ui/grid/grid-states';
import { SearchBox } from '@/ui/grid/search-box';
import { useSelection } from '@/ui/grid/use-selection';
import { AssessmentSummary } from '../assessments/assessment-summary';
import { type TracesOf, tracesQuery } from '../queries';
import { NoTraces } from './no-traces';
import { SelectedTraces } from './selected-traces';
import { TraceChoices } from './trace-choices';
import { judgedIn, runTraceColumns, traceColumns } from './trace-columns';
import { TRACE_HELP } from './trace-help';
import { isNarrowed, sortName, sortOf, type TracesView, traceSearchBody } from './trace-search';
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
  const inTab = of.runId !== undefined;
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
  const onMore = useMore(query);
  // As text, so that more rows with the same names change no column.
  const names = JSON.stringify(judgedIn(traces));
  const judged = useMemo((): string[] => JSON.parse(names), [names]);
  const columns = useMemo(
    () => (inTab ? runTraceColumns(judged) : traceColumns(of.projectKey, judged)),
    [inTab, of.projectKey, judged],
  );
  const linkOf = useCallback(
    (trace: TraceRow, className: string) => (
      <Link
        to="/projects/$key/traces/$traceId"
        params={{ key: of.projectKey, traceId: trace.trace_id }}
        className={className}
        title={`${nameOf(trace)} · ${trace.trace_id}`}
      >
        {nameOf(trace)}
      </Link>
    ),
    [of.projectKey],
  );
  const sort = sortOf(view);
  return (
    <>
      <div className={classes.toolbar}>
        <SearchBox
          label="Search traces"
          placeholder="Words, or tags.team = 'search' AND execution_time_ms > 500"
          help={TRACE_HELP}
          value={view.filter ?? ''}
          error={refusalOf(query)}
          onApply={(filter) => change({ filter: filter || undefined })}
        />
        {!inTab && <TraceChoices projectKey={of.projectKey} view={view} onView={change} />}
      </div>
      <div className={classes.bar}>
        {selection.size > 0 ? (
          <SelectedTraces
            projectKey={of.projectKey}
            traces={traces.filter(({ trace_id }) => selection.has(trace_id))}
            mayDelete={mayDelete}
            onDone={clear}
          />
        ) : (
          <span className="num" role="status">
            {query.data && countWords(traces.length, query.hasNextPage)}
          </span>
        )}
        {stale && (
          <Button size="compact-sm" variant="light" onClick={showNew}>
            New traces, show
          </Button>
        )}
      </div>
      {inTab && judged.length > 0 && (
        <AssessmentSummary traces={traces} names={judged} more={query.hasNextPage} />
      )}
      <GridStates
        query={query}
        rows={traces.length}
        empty={
          <NoTraces
            narrowed={isNarrowed(view)}
            experiment={experiment}
            onReset={() => onView({})}
          />
        }
      >
        <DataGrid
          label="Traces"
          first="Trace"
          rows={traces}
          total={null}
          idOf={idOf}
          nameOf={nameOf}
          linkOf={linkOf}
          columns={columns}
          sort={sort}
          {...(inTab
            ? {}
            : { onSort: (column) => change({ sort: sortName(nextSort(sort, column)) }) })}
          selection={selection}
          onSelect={select}
          onSelectAll={selectAll}
          hasMore={query.hasNextPage}
          onMore={onMore}
          inTab={inTab}
        />
      </GridStates>
    </>
  );
}

const idOf = (trace: TraceRow): string => trace.trace_id;
const nameOf = (trace: TraceRow): string => trace.name || trace.trace_id;

const countWords = (loaded: number, more: boolean): string =>
  more ? `${formatCount(loaded)} traces loaded` : plural(loaded, 'trace');
