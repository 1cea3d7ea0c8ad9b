import { createFileRoute } from '@tanstack/react-router';
import { ModelsPage } from '@/features/models/models-page';
import { useProject } from '@/features/projects/queries';
import { compact, text } from '@/lib/search-params';

export const Route = createFileRoute('/_app/projects/$key/models/')({
  validateSearch: (search: Record<string, unknown>) => compact({ search: text(search, 'search') }),
  component: ModelsRoute,
});

function ModelsRoute() {
  const { key } = Route.useParams();
  const { search } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ModelsPage
      key={key}
      kind="models"
      project={useProject(key)}
      search={search ?? ''}
      onSearch={(next) => void navigate({ search: next ? { search: next } : {}, replace: true })}
    />
  );
}
