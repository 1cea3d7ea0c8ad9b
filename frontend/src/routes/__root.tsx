import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet, useRouter } from '@tanstack/react-router';
import { NotFound } from '@/ui/not-found';
import { ErrorState } from '@/ui/states';

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: RootError,
});

function RootError({ error }: { error: unknown }) {
  const router = useRouter();
  return <ErrorState wholePage error={error} onRetry={() => void router.invalidate()} />;
}
