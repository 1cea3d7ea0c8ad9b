import { createFileRoute } from '@tanstack/react-router';
import { ProjectsPage } from '@/features/projects/projects-page';
import { projectsQuery } from '@/features/projects/queries';
import { compact, flag } from '@/lib/search-params';

export const Route = createFileRoute('/_app/')({
  validateSearch: (search: Record<string, unknown>) => compact({ create: flag(search, 'create') }),
  loader: ({ context }) => void context.queryClient.prefetchQuery(projectsQuery),
  component: ProjectsRoute,
});

function ProjectsRoute() {
  const { create } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ProjectsPage
      creating={create === true}
      onCreating={(creating) => void navigate({ search: creating ? { create: true } : {} })}
    />
  );
}
