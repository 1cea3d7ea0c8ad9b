import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { rememberCsrf } from '@/api/csrf';
import type { Session, User } from '@/api/types';

async function fetchSession(): Promise<Session> {
  const session = await unwrap(api.GET('/api/v1/session'));
  rememberCsrf(session.csrf_token);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: fetchSession,
  staleTime: 60_000,
});

/** Signing in rotates the CSRF token and makes everything fetched before someone else's. */
export function adoptSession(queries: QueryClient, session: Session): void {
  rememberCsrf(session.csrf_token);
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, session);
}

export const signIn = (body: { email: string; password: string }): Promise<Session> =>
  unwrap(api.POST('/api/v1/session', { body }));

export const signInByLink = (token: string): Promise<Session> =>
  unwrap(api.POST('/api/v1/session/link', { body: { token } }));

export const signOut = (): Promise<unknown> => unwrap(api.DELETE('/api/v1/session'));

/** The signed-in person; only for pages under the signed-in layout. */
export function useUser(): User {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data.user) throw new Error('You are signed out.');
  return data.user;
}

export const renameMe = (display_name: string): Promise<User> =>
  unwrap(api.PATCH('/api/v1/me', { body: { display_name } }));

export const changePassword = (body: {
  current_password: string;
  new_password: string;
}): Promise<unknown> => unwrap(api.POST('/api/v1/me/password', { body }));

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => unwrap(api.GET('/api/v1/tokens')),
});

export const revokeToken = (id: number): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id: id } } }));

export const usersQuery = (search: string) =>
  queryOptions({
    queryKey: ['users', search],
    queryFn: () => unwrap(api.GET('/api/v1/users', { params: { query: { search } } })),
  });

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: () => unwrap(api.GET('/api/v1/groups')),
});

export const createUser = (body: {
  email: string;
  display_name: string;
  is_admin: boolean;
}): Promise<User> => unwrap(api.POST('/api/v1/users', { body }));

/** A token for the page /signin/link, good once. */
export const createSignInLink = (id: number): Promise<{ token: string }> =>
  unwrap(api.POST('/api/v1/users/{user_id}/sign-in-link', { params: { path: { user_id: id } } }));

export const createGroup = (name: string): Promise<unknown> =>
  unwrap(api.POST('/api/v1/groups', { body: { name } }));

export const deleteGroup = (id: number): Promise<unknown> =>
  unwrap(api.DELETE('/api/v1/groups/{group_id}', { params: { path: { group_id: id } } }));

export const addToGroup = (id: number, email: string): Promise<unknown> =>
  unwrap(
    api.POST('/api/v1/groups/{group_id}/members', {
      params: { path: { group_id: id } },
      body: { email },
    }),
  );

export const removeFromGroup = (id: number, userId: number): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/groups/{group_id}/members/{user_id}', {
      params: { path: { group_id: id, user_id: userId } },
    }),
  );
