import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { ApiError } from '@/api/errors';
import { EmptyState, ErrorState, SkeletonRows } from '../states';

/** The server could not read the search: what it says, to stand under the search. */
export function refusalOf({ error }: { error: unknown }): string | null {
  if (!(error instanceof ApiError) || error.status !== 400) return null;
  return [error.message, error.problem.fix].filter(Boolean).join(' ');
}

/** Fetches the next page, once at a time. */
export function useMore(query: UseInfiniteQueryResult<unknown>): () => void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
}

interface GridStatesProps {
  query: UseInfiniteQueryResult<unknown>;
  rows: number;
  /** What to show when there is nothing. */
  empty: ReactNode;
  children: ReactNode;
}

/** A long list's states: loading, refused, failed, empty, or the list itself. */
export function GridStates({ query, rows, empty, children }: GridStatesProps) {
  if (rows > 0) return children;
  if (refusalOf(query) !== null) {
    return (
      <EmptyState title="The search could not be read">
        Its mistake is explained under the search. Press / to go there.
      </EmptyState>
    );
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return query.isPending ? <SkeletonRows rows={12} /> : empty;
}
