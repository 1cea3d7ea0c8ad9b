import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { AttributeKind, Experiment, Run } from '@/api/types';
import { compact } from '@/lib/search-params';

const RECENT = 10;

export const experimentsQuery = (key: string, deleted: boolean) =>
  queryOptions({
    queryKey: ['experiments', key, deleted],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/experiments', {
          params: { path: { key }, query: { deleted } },
        }),
      ),
  });

export const experimentQuery = (id: number) =>
  queryOptions({
    queryKey: ['experiment', id],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/experiments/{experiment_id}', { params: { path: { experiment_id: id } } }),
      ),
  });

export const createExperiment = (
  key: string,
  body: { name: string; description: string },
): Promise<Experiment> =>
  unwrap(api.POST('/api/v1/projects/{key}/experiments', { params: { path: { key } }, body }));

export const changeExperiment = (
  id: number,
  body: { name?: string; description?: string },
): Promise<Experiment> =>
  unwrap(
    api.PATCH('/api/v1/experiments/{experiment_id}', {
      params: { path: { experiment_id: id } },
      body,
    }),
  );

export const deleteExperiment = (id: number): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/experiments/{experiment_id}', { params: { path: { experiment_id: id } } }),
  );

export const restoreExperiment = (id: number): Promise<unknown> =>
  unwrap(
    api.POST('/api/v1/experiments/{experiment_id}/restore', {
      params: { path: { experiment_id: id } },
    }),
  );

export const recentRunsQuery = (key: string) =>
  queryOptions({
    queryKey: ['recent-runs', key],
    queryFn: () =>
      unwrap(
        api.POST('/api/v1/projects/{key}/runs/search', {
          params: { path: { key } },
          body: { filter: '', view: 'active', limit: RECENT, page_token: null },
        }),
      ),
  });

export const attributesQuery = (
  key: string,
  kind: AttributeKind,
  search: string,
  experimentId?: number,
  limit = 100,
) =>
  queryOptions({
    queryKey: ['attributes', key, kind, search, experimentId ?? null, limit],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/attributes', {
          params: {
            path: { key },
            query: compact({ kind, search, experiment_id: experimentId, limit }),
          },
        }),
      ),
    staleTime: 30_000,
  });

export const valuesQuery = (key: string, name: string, search: string, limit = 20) =>
  queryOptions({
    queryKey: ['attribute-values', key, name, search, limit],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/attributes/values', {
          params: { path: { key }, query: { name, search, limit } },
        }),
      ),
    staleTime: 30_000,
    // A name that is half written is no name yet.
    retry: false,
  });

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'head'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/runs/{run_id}', { params: { path: { run_id: runId } } })),
  });

export const runParamsQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'params'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/runs/{run_id}/params', { params: { path: { run_id: runId } } })),
  });

export const runModelsQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'models'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/runs/{run_id}/models', { params: { path: { run_id: runId } } })),
  });

export const runChildrenQuery = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'children'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/runs/{run_id}/children', { params: { path: { run_id: runId } } })),
  });

export interface RunPatch {
  name?: string;
  description?: string;
  set_tags?: Record<string, string>;
  remove_tags?: string[];
}

export const changeRun = (runId: string, body: RunPatch): Promise<Run> =>
  unwrap(api.PATCH('/api/v1/runs/{run_id}', { params: { path: { run_id: runId } }, body }));

export const deleteRuns = (key: string, run_ids: string[]): Promise<unknown> =>
  unwrap(
    api.POST('/api/v1/projects/{key}/runs/delete', {
      params: { path: { key } },
      body: { run_ids },
    }),
  );

export const restoreRuns = (key: string, run_ids: string[]): Promise<unknown> =>
  unwrap(
    api.POST('/api/v1/projects/{key}/runs/restore', {
      params: { path: { key } },
      body: { run_ids },
    }),
  );
