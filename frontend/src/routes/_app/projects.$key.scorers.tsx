import { createFileRoute } from '@tanstack/react-router';
import { ScorersPage } from '@/features/evaluation/scorers-page';
import { useProject } from '@/features/projects/queries';
import { compact, number } from '@/lib/search-params';

export const Route = createFileRoute('/_app/projects/$key/scorers')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ experiment: number(search, 'experiment') }),
  component: ScorersRoute,
});

function ScorersRoute() {
  const { key } = Route.useParams();
  const { experiment } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ScorersPage
      key={key}
      project={useProject(key)}
      experiment={experiment}
      onExperiment={(next) => void navigate({ search: { experiment: next } })}
    />
  );
}
