import { createFileRoute, Outlet, redirect, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { sessionQuery } from '@/features/accounts/queries';
import { AppFrame } from '@/features/navigation/app-frame';
import { mlflowHref } from '@/lib/mlflow-link';
import { LiveProvider } from '@/live/live';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: '/signin', search: { next: location.href } });
    // As it stands in the address: `location.hash` is decoded already, and so cannot be split.
    const mark = location.href.indexOf('#');
    const href = mark < 0 ? null : mlflowHref(location.href.slice(mark));
    if (href) throw redirect({ href, replace: true });
  },
  component: AppLayout,
});

function AppLayout() {
  const router = useRouter();
  const { queryClient } = Route.useRouteContext();
  const onSignedOut = useCallback(() => {
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
    void router.invalidate();
  }, [queryClient, router]);
  return (
    <LiveProvider onSignedOut={onSignedOut}>
      <AppFrame>
        <Outlet />
      </AppFrame>
    </LiveProvider>
  );
}
