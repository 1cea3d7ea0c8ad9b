import { createFileRoute, redirect } from '@tanstack/react-router';
import { projectsWith } from '@/features/models/queries';
import { FindPage } from '@/features/projects/find-page';
import { placeHref, validatePlace } from '@/features/projects/place';
import { projectsQuery } from '@/features/projects/queries';
import { ErrorState } from '@/ui/states';

/** A link that names a model or a prompt but not its project; where one has it, nobody is asked. */
export const Route = createFileRoute('/_app/find')({
  validateSearch: validatePlace,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    if (deps.project) throw redirect({ href: placeHref(deps.project, deps), replace: true });
    const { results } = await context.queryClient.fetchQuery(projectsQuery);
    const found =
      deps.name && results.length > 1
        ? await projectsWith(context.queryClient, results, deps.name)
        : [];
    const choice = found.length > 0 ? found : results;
    const [only, second] = choice;
    if (only && !second) throw redirect({ href: placeHref(only.key, deps), replace: true });
    return choice;
  },
  component: FindRoute,
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});

function FindRoute() {
  return <FindPage place={Route.useSearch()} projects={Route.useLoaderData()} />;
}
