import { createFileRoute, Outlet, redirect, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { sessionQuery } from '@/features/accounts/queries';
import { AppFrame } from '@/features/navigation/app-frame';
import { mlflowLink } from '@/lib/mlflow-link';
import { LiveProvider } from '@/live/live';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: '/signin', search: { next: location.href } });
    const link = mlflowLink(location.hash);
    if (!link) return;
    if ('runId' in link) throw redirect({ to: '/runs/$runId', params: link });
    throw redirect({
      to: '/experiments/$experimentId',
      params: { experimentId: String(link.experimentId) },
    });
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
