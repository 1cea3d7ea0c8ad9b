import { createFileRoute, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '@/features/accounts/queries';
import { AppFrame } from '@/features/navigation/app-frame';
import { mlflowLinkTarget } from '@/lib/mlflow-link';
import { LiveProvider } from '@/live/live';

export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: '/signin', search: { next: location.href } });
    const runId = mlflowLinkTarget(location.hash);
    if (runId) throw redirect({ to: '/runs/$runId', params: { runId } });
  },
  component: AppLayout,
});

function AppLayout() {
  return (
    <LiveProvider>
      <AppFrame>
        <Outlet />
      </AppFrame>
    </LiveProvider>
  );
}
