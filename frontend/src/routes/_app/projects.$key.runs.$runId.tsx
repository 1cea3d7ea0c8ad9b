import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { runQuery } from '@/features/experiments/queries';
import { RunPage } from '@/features/experiments/run/run-page';
import { validateRunView } from '@/features/experiments/run/run-view';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/runs/$runId')({
  validateSearch: validateRunView,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(runQuery(params.runId)),
  component: RunRoute,
});

function RunRoute() {
  const { runId } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  const query = useQuery(runQuery(runId));
  return (
    <QueryView wholePage query={query}>
      {(run) => (
        <RunPage key={runId} run={run} view={view} onView={(search) => void navigate({ search })} />
      )}
    </QueryView>
  );
}
