import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { ApiError, problemOf } from '@/api/errors';

export const artifactsQuery = (runId: string, path: string) =>
  queryOptions({
    queryKey: ['run', runId, 'artifacts', path],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/runs/{run_id}/artifacts', {
          params: { path: { run_id: runId }, query: path ? { path } : {} },
        }),
      ),
  });

export function artifactUrl(runId: string, path: string, download: boolean): string {
  const query = new URLSearchParams({ path, ...(download ? { download: '1' } : {}) });
  return `/api/v1/runs/${runId}/artifacts/content?${query}`;
}

async function fetchContent(runId: string, path: string, most: number | null): Promise<Response> {
  const response = await fetch(artifactUrl(runId, path, false), {
    credentials: 'same-origin',
    headers: most === null ? {} : { Range: `bytes=0-${most - 1}` },
  });
  if (response.ok || response.status === 206) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new ApiError(problemOf(body, response.status));
}

const TEXT_BYTES = 512 * 1024;

export interface TextPreview {
  text: string;
  cut: boolean;
}

export const textPreviewQuery = (runId: string, path: string, size: number) =>
  queryOptions({
    queryKey: ['run', runId, 'artifact-text', path, size],
    queryFn: async (): Promise<TextPreview> => {
      // An empty file has no first byte that a range could name.
      const response = await fetchContent(runId, path, size > 0 ? TEXT_BYTES : null);
      return { text: await response.text(), cut: size > TEXT_BYTES };
    },
    staleTime: 60_000,
  });

export const imagePreviewQuery = (runId: string, path: string, type: string) =>
  queryOptions({
    queryKey: ['run', runId, 'artifact-image', path],
    queryFn: async (): Promise<Blob> => {
      const response = await fetchContent(runId, path, null);
      return new Blob([await response.arrayBuffer()], { type });
    },
    staleTime: 60_000,
  });
