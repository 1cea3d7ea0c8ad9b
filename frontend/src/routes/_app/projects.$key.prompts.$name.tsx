import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { PromptPage } from '@/features/models/prompt-page';
import { modelQuery } from '@/features/models/queries';
import { useProject } from '@/features/projects/queries';
import { compact, number } from '@/lib/search-params';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/prompts/$name')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ version: number(search, 'version'), compare: number(search, 'compare') }),
  loader: ({ context, params }) =>
    void context.queryClient.prefetchQuery(modelQuery(params.key, params.name)),
  component: PromptRoute,
});

function PromptRoute() {
  const { key, name } = Route.useParams();
  const view = Route.useSearch();
  const navigate = Route.useNavigate();
  const project = useProject(key);
  const query = useQuery(modelQuery(key, name));
  return (
    <QueryView wholePage query={query}>
      {(model) => (
        <PromptPage
          key={name}
          project={project}
          model={model}
          view={view}
          onView={(search) => void navigate({ search })}
        />
      )}
    </QueryView>
  );
}
