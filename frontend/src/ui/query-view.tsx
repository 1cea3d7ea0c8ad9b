import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, SkeletonRows } from './states';

interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  loading?: ReactNode;
  wholePage?: boolean;
  children: (data: T) => ReactNode;
}

/** Skeleton, error with a retry, or the data; data once shown stays while it is refreshed. */
export function QueryView<T>({ query, loading, wholePage = false, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError)
    return (
      <ErrorState wholePage={wholePage} error={query.error} onRetry={() => void query.refetch()} />
    );
  return loading ?? <SkeletonRows />;
}
