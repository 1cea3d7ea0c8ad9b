import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { ApiError } from '@/api/errors';
import type { ModelVersion, Project, RegisteredModel, Stage } from '@/api/types';

/** Models and prompts are the same rows to the server; here they are two lists. */
export type Kind = 'models' | 'prompts';

export const modelsQuery = (key: string, kind: Kind, search: string) =>
  infiniteQueryOptions({
    queryKey: ['registered-models', key, kind, search],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/models', {
          params: {
            path: { key },
            query: { search, prompts: kind === 'prompts', limit: 50, page_token: pageParam },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token,
  });

export const modelQuery = (key: string, name: string) =>
  queryOptions({
    queryKey: ['registered-model', key, name, 'head'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/projects/{key}/models/{name}', { params: { path: { key, name } } })),
  });

const PROJECTS_ASKED = 30;

/** Those of the projects that have a model or a prompt of this name; all of them if they are too
 * many to be asked one by one. */
export async function projectsWith(
  queryClient: QueryClient,
  projects: Project[],
  name: string,
): Promise<Project[]> {
  if (projects.length > PROJECTS_ASKED) return projects;
  const has = await Promise.all(
    projects.map(async ({ key }) => {
      try {
        await queryClient.fetchQuery(modelQuery(key, name));
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false;
        throw error;
      }
    }),
  );
  return projects.filter((_, index) => has[index]);
}

export const versionsQuery = (key: string, name: string) =>
  infiniteQueryOptions({
    queryKey: ['registered-model', key, name, 'versions'],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/models/{name}/versions', {
          params: { path: { key, name }, query: { limit: 50, page_token: pageParam } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token,
  });

export const versionQuery = (key: string, name: string, number: string) =>
  queryOptions({
    queryKey: ['registered-model', key, name, 'version', number],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/models/{name}/versions/{number}', {
          params: { path: { key, name, number } },
        }),
      ),
  });

/** What was registered from a run. */
export const versionsOfRunQuery = (key: string, runId: string) =>
  queryOptions({
    queryKey: ['registered-models', key, 'of-run', runId],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/model-versions', {
          params: { path: { key }, query: { run_id: runId } },
        }),
      ),
  });

export interface Change {
  description?: string;
  set_tags?: Record<string, string>;
  remove_tags?: string[];
}

export const changeModel = (key: string, name: string, body: Change): Promise<RegisteredModel> =>
  unwrap(
    api.PATCH('/api/v1/projects/{key}/models/{name}', { params: { path: { key, name } }, body }),
  );

export const renameModel = (
  key: string,
  name: string,
  new_name: string,
): Promise<RegisteredModel> =>
  unwrap(
    api.PATCH('/api/v1/projects/{key}/models/{name}', {
      params: { path: { key, name } },
      body: { new_name },
    }),
  );

export const changeVersion = (
  { name, version }: ModelVersion,
  key: string,
  body: Change & { stage?: Stage },
): Promise<ModelVersion> =>
  unwrap(
    api.PATCH('/api/v1/projects/{key}/models/{name}/versions/{number}', {
      params: { path: { key, name, number: String(version) } },
      body: { archive_existing: false, ...body },
    }),
  );

export const setAlias = (key: string, name: string, alias: string, version: number) =>
  unwrap(
    api.PUT('/api/v1/projects/{key}/models/{name}/aliases/{alias}', {
      params: { path: { key, name, alias } },
      body: { version },
    }),
  );

export const removeAlias = (key: string, name: string, alias: string) =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/models/{name}/aliases/{alias}', {
      params: { path: { key, name, alias } },
    }),
  );

export const deleteModel = (key: string, name: string) =>
  unwrap(api.DELETE('/api/v1/projects/{key}/models/{name}', { params: { path: { key, name } } }));

export const deleteVersion = (key: string, name: string, version: number) =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/models/{name}/versions/{number}', {
      params: { path: { key, name, number: String(version) } },
    }),
  );
