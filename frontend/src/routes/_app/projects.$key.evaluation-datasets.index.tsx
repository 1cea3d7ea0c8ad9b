import { createFileRoute } from '@tanstack/react-router';
import { DatasetsPage } from '@/features/evaluation/datasets-page';
import { useProject } from '@/features/projects/queries';
import { compact, number } from '@/lib/search-params';

export const Route = createFileRoute('/_app/projects/$key/evaluation-datasets/')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ experiment: number(search, 'experiment') }),
  component: DatasetsRoute,
});

function DatasetsRoute() {
  const { key } = Route.useParams();
  const { experiment } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DatasetsPage
      key={key}
      project={useProject(key)}
      experiment={experiment}
      onExperiment={(next) => void navigate({ search: compact({ experiment: next }) })}
    />
  );
}
