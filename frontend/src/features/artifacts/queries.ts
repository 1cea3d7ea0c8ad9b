import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { ApiError, problemOf } from '@/api/errors';
import type { ArtifactEntry } from '@/api/types';

/** Whose files: a run's, those of its models among them, or those of one logged model. */
export interface FilesOf {
  kind: 'run' | 'logged-model';
  id: string;
}

interface FilesPage {
  entries: ArtifactEntry[];
  next_page_token: string | null;
}

function fetchPage({ kind, id }: FilesOf, path: string, token: string): Promise<FilesPage> {
  const query = { ...(path ? { path } : {}), ...(token ? { page_token: token } : {}) };
  return kind === 'run'
    ? unwrap(
        api.GET('/api/v1/runs/{run_id}/artifacts', { params: { path: { run_id: id }, query } }),
      )
    : unwrap(
        api.GET('/api/v1/logged-models/{model_id}/artifacts', {
          params: { path: { model_id: id }, query },
        }),
      );
}

/** A directory, a page at a time. */
export const artifactsQuery = (of: FilesOf, path: string) =>
  infiniteQueryOptions({
    queryKey: [of.kind, of.id, 'artifacts', path],
    queryFn: ({ pageParam }) => fetchPage(of, path, pageParam),
    initialPageParam: '',
    getNextPageParam: (page: FilesPage) => page.next_page_token || undefined,
    select: ({ pages }) => pages.flatMap(({ entries }) => entries),
  });

export function artifactUrl(of: FilesOf, path: string, download: boolean): string {
  const query = new URLSearchParams({ path, ...(download ? { download: '1' } : {}) });
  return `/api/v1/${of.kind}s/${of.id}/artifacts/content?${query}`;
}

async function fetchContent(of: FilesOf, path: string, most: number | null): Promise<Response> {
  const response = await fetch(artifactUrl(of, path, false), {
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

/** What tells one content of a path from the next. */
const versionOf = (entry: ArtifactEntry) => [entry.size, entry.sha256 || entry.modified_at];

export const textPreviewQuery = (of: FilesOf, entry: ArtifactEntry) =>
  queryOptions({
    queryKey: [of.kind, of.id, 'artifact-text', entry.path, ...versionOf(entry)],
    queryFn: async (): Promise<TextPreview> => {
      const size = entry.size ?? 0;
      // An empty file has no first byte that a range could name.
      const response = await fetchContent(of, entry.path, size > 0 ? TEXT_BYTES : null);
      return { text: await response.text(), cut: size > TEXT_BYTES };
    },
    staleTime: 60_000,
  });

export const imagePreviewQuery = (of: FilesOf, entry: ArtifactEntry, type: string) =>
  queryOptions({
    queryKey: [of.kind, of.id, 'artifact-image', entry.path, ...versionOf(entry)],
    queryFn: async (): Promise<Blob> => {
      const response = await fetchContent(of, entry.path, null);
      return new Blob([await response.arrayBuffer()], { type });
    },
    staleTime: 60_000,
  });
