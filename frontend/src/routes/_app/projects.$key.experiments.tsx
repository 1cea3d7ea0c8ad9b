import { createFileRoute } from '@tanstack/react-router';
import { ExperimentsPage } from '@/features/experiments/experiments-page';
import { useProject } from '@/features/projects/queries';
import { compact, flag } from '@/lib/search-params';

export const Route = createFileRoute('/_app/projects/$key/experiments')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ deleted: flag(search, 'deleted') }),
  component: ExperimentsRoute,
});

function ExperimentsRoute() {
  const { key } = Route.useParams();
  const { deleted } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ExperimentsPage
      key={key}
      project={useProject(key)}
      deleted={deleted === true}
      onDeleted={(value) => void navigate({ search: value ? { deleted: true } : {} })}
    />
  );
}
