import { createFileRoute } from '@tanstack/react-router';
import { useProject } from '@/features/projects/queries';
import { validateTracesView } from '@/features/traces/table/trace-search';
import { TracesPage } from '@/features/traces/traces-page';

export const Route = createFileRoute('/_app/projects/$key/traces/')({
  validateSearch: validateTracesView,
  component: TracesRoute,
});

function TracesRoute() {
  const { key } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TracesPage
      key={key}
      project={useProject(key)}
      view={view}
      onView={(search) => void navigate({ search })}
    />
  );
}
