import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Project, Role, Scope, Visibility } from '@/api/types';

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () => unwrap(api.GET('/api/v1/projects')),
});

export const projectQuery = (key: string) =>
  queryOptions({
    queryKey: ['project', key],
    queryFn: () => unwrap(api.GET('/api/v1/projects/{key}', { params: { path: { key } } })),
  });

/** The project of the page; the project layout has fetched it. */
export function useProject(key: string): Project {
  return useSuspenseQuery(projectQuery(key)).data;
}

export const createProject = (body: {
  key: string;
  name: string;
  description: string;
  visibility: Visibility;
}): Promise<Project> => unwrap(api.POST('/api/v1/projects', { body }));

export const changeProject = (
  key: string,
  body: { name?: string; description?: string; visibility?: Visibility },
): Promise<Project> =>
  unwrap(api.PATCH('/api/v1/projects/{key}', { params: { path: { key } }, body }));

export const deleteProject = (key: string): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/projects/{key}', { params: { path: { key } } }));

export const membersQuery = (key: string) =>
  queryOptions({
    queryKey: ['members', key],
    queryFn: () => unwrap(api.GET('/api/v1/projects/{key}/members', { params: { path: { key } } })),
  });

export type NewMember = { email: string; role: Role } | { group: string; role: Role };

export const addMember = (key: string, body: NewMember): Promise<unknown> =>
  unwrap(api.POST('/api/v1/projects/{key}/members', { params: { path: { key } }, body }));

export const changeMember = (key: string, id: number, role: Role): Promise<unknown> =>
  unwrap(
    api.PATCH('/api/v1/projects/{key}/members/{member_id}', {
      params: { path: { key, member_id: id } },
      body: { role },
    }),
  );

export const removeMember = (key: string, id: number): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/members/{member_id}', {
      params: { path: { key, member_id: id } },
    }),
  );

export const serviceAccountsQuery = (key: string) =>
  queryOptions({
    queryKey: ['service-accounts', key],
    queryFn: () =>
      unwrap(api.GET('/api/v1/projects/{key}/service-accounts', { params: { path: { key } } })),
  });

export const addServiceAccount = (
  key: string,
  body: { name: string; role: Role },
): Promise<unknown> =>
  unwrap(api.POST('/api/v1/projects/{key}/service-accounts', { params: { path: { key } }, body }));

export const removeServiceAccount = (key: string, userId: number): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/service-accounts/{user_id}', {
      params: { path: { key, user_id: userId } },
    }),
  );

export interface NewToken {
  name: string;
  scopes: Scope[];
  expires_in_days: number | null;
}

export const serviceTokensQuery = (key: string, userId: number) =>
  queryOptions({
    queryKey: ['service-tokens', key, userId],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/service-accounts/{user_id}/tokens', {
          params: { path: { key, user_id: userId } },
        }),
      ),
  });

export const revokeServiceToken = (key: string, userId: number, id: number): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/service-accounts/{user_id}/tokens/{token_id}', {
      params: { path: { key, user_id: userId, token_id: id } },
    }),
  );

export const createServiceToken = (key: string, userId: number, body: NewToken) =>
  unwrap(
    api.POST('/api/v1/projects/{key}/service-accounts/{user_id}/tokens', {
      params: { path: { key, user_id: userId } },
      body,
    }),
  );
