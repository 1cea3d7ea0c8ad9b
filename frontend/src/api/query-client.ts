import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors';

const worthRetrying = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status >= 502 || error.status === 429;

/** One cache for the tab. `onSignedOut` is told when the server no longer knows the session. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const noticeSignOut = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401 && error.code !== 'wrong_credentials') {
      onSignedOut();
    }
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignOut }),
    mutationCache: new MutationCache({ onError: noticeSignOut }),
    defaultOptions: {
      // «always»: a portal on this very machine answers without any network.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        retry: (count, error) => count < 2 && worthRetrying(error),
        retryDelay: (count) => Math.min(4_000, 500 * 2 ** count),
      },
    },
  });
}
