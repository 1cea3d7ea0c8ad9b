import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { LoggedModelPage } from '@/features/experiments/logged-model/logged-model-page';
import { validateModelView } from '@/features/experiments/logged-model/model-view';
import { loggedModelQuery } from '@/features/experiments/logged-model/queries';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/logged-models/$modelId')({
  validateSearch: validateModelView,
  loader: ({ context, params }) =>
    void context.queryClient.prefetchQuery(loggedModelQuery(params.modelId)),
  component: LoggedModelRoute,
});

function LoggedModelRoute() {
  const { modelId } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <QueryView wholePage query={useQuery(loggedModelQuery(modelId))}>
      {(model) => (
        <LoggedModelPage
          key={modelId}
          model={model}
          view={view}
          onView={(search) => void navigate({ search })}
        />
      )}
    </QueryView>
  );
}
