import { createFileRoute } from '@tanstack/react-router';
import { ComparePage } from '@/features/experiments/compare/compare-page';
import { validateCompareView } from '@/features/experiments/compare/compare-view';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/compare')({
  validateSearch: validateCompareView,
  component: CompareRoute,
});

function CompareRoute() {
  const { key } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <ComparePage
      project={useProject(key)}
      view={Route.useSearch()}
      onView={(search) => void navigate({ search })}
    />
  );
}
