import { createFileRoute } from '@tanstack/react-router';
import { LoggedModelsPage } from '@/features/experiments/logged-models/logged-models-page';
import { validateLoggedModelsView } from '@/features/experiments/logged-models/model-search';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/logged-models/')({
  validateSearch: validateLoggedModelsView,
  component: LoggedModelsRoute,
});

function LoggedModelsRoute() {
  const { key } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <LoggedModelsPage
      key={key}
      project={useProject(key)}
      view={view}
      onView={(search) => void navigate({ search })}
    />
  );
}
