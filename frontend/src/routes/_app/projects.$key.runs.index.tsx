import { createFileRoute } from '@tanstack/react-router';
import { validateRunsView } from '@/features/experiments/runs-table/run-search';
import { RunsPage } from '@/features/experiments/runs-table/runs-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/runs/')({
  validateSearch: validateRunsView,
  component: RunsRoute,
});

function RunsRoute() {
  const { key } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RunsPage
      key={key}
      project={useProject(key)}
      view={view}
      onView={(search) => void navigate({ search })}
    />
  );
}
