import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Dataset } from '@/api/types';
import { quoteText } from '@/lib/filter';
import { compact } from '@/lib/search-params';
import type { TagPatch } from '@/ui/tag-editor';

const PAGE = 50;
interface Paged {
  next_page_token: string | null;
}
const next = (page: Paged): string | undefined => page.next_page_token || undefined;

/** The datasets of a project, perhaps of one experiment, whose names contain the words. */
export const datasetsQuery = (key: string, experiment: number | undefined, words: string) =>
  infiniteQueryOptions({
    queryKey: ['evaluation-datasets', key, experiment ?? null, words],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/evaluation-datasets', {
          params: {
            path: { key },
            query: compact({
              experiment_id: experiment,
              filter: words ? `name LIKE ${quoteText(`%${words}%`)}` : undefined,
              limit: PAGE,
              page_token: pageParam,
            }),
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: next,
  });

const one = (datasetId: string) => ({ params: { path: { dataset_id: datasetId } } });

export const datasetQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ['evaluation-dataset', datasetId, 'head'],
    queryFn: () => unwrap(api.GET('/api/v1/evaluation-datasets/{dataset_id}', one(datasetId))),
  });

export const recordsQuery = (datasetId: string) =>
  infiniteQueryOptions({
    queryKey: ['evaluation-dataset', datasetId, 'records'],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/evaluation-datasets/{dataset_id}/records', {
          params: {
            path: { dataset_id: datasetId },
            query: { limit: PAGE, page_token: pageParam },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: next,
  });

export const tagDataset = (datasetId: string, patch: TagPatch): Promise<Dataset> =>
  unwrap(
    api.PATCH('/api/v1/evaluation-datasets/{dataset_id}', {
      ...one(datasetId),
      body: { tags: patch.set_tags ?? {}, removed: patch.remove_tags ?? [] },
    }),
  );

export const deleteDataset = (datasetId: string): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/evaluation-datasets/{dataset_id}', one(datasetId)));

export const deleteRecords = (datasetId: string, record_ids: string[]) =>
  unwrap(
    api.POST('/api/v1/evaluation-datasets/{dataset_id}/records/delete', {
      ...one(datasetId),
      body: { record_ids },
    }),
  );

export const scorersQuery = (experimentId: number) =>
  queryOptions({
    queryKey: ['scorers', experimentId],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/experiments/{experiment_id}/scorers', {
          params: { path: { experiment_id: experimentId } },
        }),
      ),
  });

export const scorerVersionsQuery = (experimentId: number, name: string) =>
  queryOptions({
    queryKey: ['scorers', experimentId, name],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/experiments/{experiment_id}/scorers/versions', {
          params: { path: { experiment_id: experimentId }, query: { name } },
        }),
      ),
  });
