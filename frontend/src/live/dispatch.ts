import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { LiveEvent } from '@/api/events.gen';
import { type Throttled, throttle } from '@/lib/throttle';

/** Charts redraw at most twice a second, lists once. */
const SERIES_MS = 500;
const LIST_MS = 1_000;

export type TracesListener = (projectKey: string, experimentId: number) => void;
export type RunRowsListener = (projectKey: string, runId: string, created: boolean) => void;

/** Translates doorbells into refetches of the queries that are open, never faster than the limits above. */
export class Dispatcher {
  private readonly queries: QueryClient;
  private readonly doors = new Map<string, Throttled>();
  private readonly pendingKeys = new Map<string, Set<string> | null>();
  private readonly rowListeners = new Set<RunRowsListener>();
  private readonly traceListeners = new Set<TracesListener>();
  private readonly consoleListeners = new Map<string, Set<(size: number) => void>>();

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  /** Runs tables patch single rows, hence they listen themselves. */
  onRunRows(listener: RunRowsListener): () => void {
    this.rowListeners.add(listener);
    return () => this.rowListeners.delete(listener);
  }

  /** Lists of traces say themselves whether an experiment is theirs; 0 stands for any. */
  onTraces(listener: TracesListener): () => void {
    this.traceListeners.add(listener);
    return () => this.traceListeners.delete(listener);
  }

  onConsole(runId: string, listener: (size: number) => void): () => void {
    const set = this.consoleListeners.get(runId) ?? new Set();
    set.add(listener);
    this.consoleListeners.set(runId, set);
    return () => set.delete(listener);
  }

  readonly dispatch = (event: LiveEvent): void => {
    switch (event.t) {
      case 'run.changed':
        this.refresh(['run', event.run_id, 'head'], LIST_MS);
        this.refresh(['run', event.run_id, 'params'], LIST_MS);
        this.refresh(['run', event.run_id, 'models'], LIST_MS);
        if (touches(event.fields, 'models')) this.files(event.run_id);
        this.rows(event.project_key, event.run_id, false);
        break;
      case 'run.created':
        this.refresh(['experiments', event.project_key], LIST_MS);
        this.rows(event.project_key, event.run_id, true);
        break;
      case 'run.files':
        this.files(event.run_id);
        break;
      case 'run.series':
        this.series(event.run_id, event.keys);
        break;
      case 'run.console':
        for (const listener of this.consoleListeners.get(event.run_id) ?? []) listener(event.size);
        break;
      case 'traces.changed':
        this.traces(event.project_key, event.experiment_id, event.trace_ids);
        break;
      case 'evaluation.changed':
        this.refresh(['evaluation-datasets', event.project_key], LIST_MS);
        this.refresh(['evaluation-dataset'], LIST_MS);
        break;
      case 'scorers.changed':
        this.refresh(['scorers', event.experiment_id], LIST_MS);
        break;
      case 'job.changed':
        this.refresh(['job', event.job_id], LIST_MS);
        this.refresh(['jobs', event.project_key], LIST_MS);
        this.refresh(['targets', event.project_key], LIST_MS);
        break;
      case 'experiment.changed':
        this.refresh(['experiments', event.project_key], LIST_MS);
        break;
      case 'registered_model.changed':
        this.refresh(['registered-models', event.project_key], LIST_MS);
        this.refreshOpen(['registered-model', event.project_key, event.name]);
        break;
    }
  };

  /** What was fetched before the topic's room was entered may have missed a change. */
  readonly subscribed = (topic: string): void => {
    const [noun, id = ''] = topic.split(':');
    if (noun === 'run') {
      this.refresh(['run', id, 'head'], LIST_MS);
      this.refresh(['run', id, 'models'], LIST_MS);
      this.files(id);
      this.series(id, null);
    }
    if (noun === 'job') this.refresh(['job', id], LIST_MS);
    if (noun === 'project') {
      this.rows(id, '', false);
      this.traces(id, 0, null);
      this.refresh(['registered-models', id], LIST_MS);
    }
  };

  /** After a broken line nothing can be trusted to be current: fetch all that is open. */
  readonly refetchOpen = (): void => {
    void this.queries.invalidateQueries();
    for (const listeners of this.consoleListeners.values()) {
      for (const listener of listeners) listener(Number.POSITIVE_INFINITY);
    }
  };

  private rows(projectKey: string, runId: string, created: boolean): void {
    this.refresh(['recent-runs', projectKey], LIST_MS);
    for (const listener of this.rowListeners) listener(projectKey, runId, created);
  }

  private traces(projectKey: string, experimentId: number, ids: string[] | null): void {
    for (const key of ids ? ids.map((id) => ['trace', id]) : [['trace']]) {
      this.refreshOpen(key);
    }
    for (const listener of this.traceListeners) listener(projectKey, experimentId);
  }

  /** A name that nothing open has needs no door of its own. */
  private refreshOpen(queryKey: QueryKey): void {
    if (this.queries.getQueryCache().findAll({ queryKey }).length > 0) {
      this.refresh(queryKey, LIST_MS);
    }
  }

  /** A run's tree shows the files of its models, whose own pages are open perhaps. */
  private files(runId: string): void {
    this.refresh(['run', runId, 'artifacts'], LIST_MS);
    this.refresh(['logged-model'], LIST_MS);
  }

  private series(runId: string, keys: string[] | null): void {
    const pending = this.pendingKeys.get(runId);
    if (keys === null || pending === null) this.pendingKeys.set(runId, null);
    else this.pendingKeys.set(runId, new Set([...(pending ?? []), ...keys]));
    this.door(`series:${runId}`, SERIES_MS, () => this.refreshSeries(runId));
    this.refresh(['run', runId, 'metrics'], LIST_MS);
  }

  private refreshSeries(runId: string): Promise<void> {
    const keys = this.pendingKeys.get(runId);
    this.pendingKeys.delete(runId);
    return this.queries.invalidateQueries({
      predicate: ({ queryKey }) => concernsSeries(queryKey, runId, keys ?? null),
    });
  }

  private refresh(queryKey: QueryKey, ms: number): void {
    this.door(JSON.stringify(queryKey), ms, () => this.queries.invalidateQueries({ queryKey }));
  }

  private door(name: string, ms: number, run: () => Promise<void>): void {
    const known = this.doors.get(name) ?? throttle(run, ms);
    this.doors.set(name, known);
    known();
  }
}

/** Whether an event that names what changed is about this; naming nothing stands for everything. */
const touches = (fields: string[] | null, field: string): boolean =>
  fields === null || fields.includes(field);

/** Series queries are keyed ['series', key, runIds, …]. */
export function concernsSeries(
  queryKey: QueryKey,
  runId: string,
  keys: ReadonlySet<string> | null,
): boolean {
  const [kind, key, runIds] = queryKey;
  if (kind !== 'series' || !Array.isArray(runIds) || !runIds.includes(runId)) return false;
  return keys === null || keys.has(String(key));
}
