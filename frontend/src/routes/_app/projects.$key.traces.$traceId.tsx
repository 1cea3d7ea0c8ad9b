import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { traceQuery } from '@/features/traces/queries';
import { TracePage } from '@/features/traces/view/trace-page';
import { validateTraceView } from '@/features/traces/view/trace-view';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/traces/$traceId')({
  validateSearch: validateTraceView,
  loader: ({ context, params }) =>
    void context.queryClient.prefetchQuery(traceQuery(params.traceId)),
  component: TraceRoute,
});

function TraceRoute() {
  const { traceId } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <QueryView wholePage query={useQuery(traceQuery(traceId))}>
      {(trace) => (
        <TracePage
          key={traceId}
          trace={trace}
          view={view}
          onView={(search) => void navigate({ search, replace: true, resetScroll: false })}
        />
      )}
    </QueryView>
  );
}
