import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, sendBytes, unwrap } from '@/api/client';
import type { paths } from '@/api/schema.gen';
import type { Code, Job, JobState } from '@/api/types';
import { compact } from '@/lib/search-params';

interface JobsAsk {
  state?: JobState | undefined;
  limit?: number;
}

export const jobsQuery = (key: string, ask: JobsAsk = {}) =>
  queryOptions({
    queryKey: ['jobs', key, ask],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/jobs', {
          params: { path: { key }, query: compact(ask) },
        }),
      ),
  });

export const jobPagesQuery = (key: string, state: JobState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['jobs', key, 'pages', state ?? null],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/jobs', {
          params: {
            path: { key },
            query: compact({ state, limit: 50, page_token: pageParam || undefined }),
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token || undefined,
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: () => unwrap(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
  });

export const targetsQuery = (key: string) =>
  queryOptions({
    queryKey: ['targets', key],
    queryFn: () => unwrap(api.GET('/api/v1/projects/{key}/targets', { params: { path: { key } } })),
  });

export const cancelJob = (id: string): Promise<Job> =>
  unwrap(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: id } } }));

export const retryJob = (id: string): Promise<Job> =>
  unwrap(api.POST('/api/v1/jobs/{job_id}/retry', { params: { path: { job_id: id } } }));

export type JobWish =
  paths['/api/v1/projects/{key}/jobs']['post']['requestBody']['content']['application/json'];

export const submitJob = (key: string, body: JobWish): Promise<Job> =>
  unwrap(api.POST('/api/v1/projects/{key}/jobs', { params: { path: { key } }, body }));

/** Sends a zip, or one Python file as it is. */
export async function uploadCode(key: string, body: Blob, filename: string): Promise<Code> {
  const isZip = filename.endsWith('.zip');
  const query = isZip ? '' : `?filename=${encodeURIComponent(filename)}`;
  const path = `/api/v1/projects/${encodeURIComponent(key)}/code${query}`;
  return (await sendBytes(path, body, isZip ? 'application/zip' : 'text/x-python')) as Code;
}
