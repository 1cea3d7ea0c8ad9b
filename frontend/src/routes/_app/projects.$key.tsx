import { createFileRoute, Outlet, useRouter } from '@tanstack/react-router';
import { projectQuery } from '@/features/projects/queries';
import { useLiveTopics } from '@/live/live';
import { LinkButton } from '@/ui/link';
import { ErrorState, SkeletonRows } from '@/ui/states';

export const Route = createFileRoute('/_app/projects/$key')({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(projectQuery(params.key)),
  component: ProjectLayout,
  pendingComponent: () => <SkeletonRows rows={8} />,
  errorComponent: ProjectError,
});

function ProjectLayout() {
  const { key } = Route.useParams();
  useLiveTopics([`project:${key}`]);
  return <Outlet />;
}

function ProjectError({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <ErrorState
      wholePage
      error={error}
      onRetry={retry}
      action={
        <LinkButton to="/" variant="default">
          Go to the projects
        </LinkButton>
      }
    />
  );
}
