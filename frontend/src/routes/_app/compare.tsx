import { createFileRoute, redirect } from '@tanstack/react-router';
import { validateCompareView } from '@/features/experiments/compare/compare-view';
import { runQuery } from '@/features/experiments/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the runs; they are compared in the project of the first. */
export const Route = createFileRoute('/_app/compare')({
  validateSearch: validateCompareView,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    const first = deps.runs?.[0];
    if (!first) throw redirect({ to: '/', replace: true });
    const run = await context.queryClient.fetchQuery(runQuery(first));
    throw redirect({
      to: '/projects/$key/compare',
      params: { key: run.project.key },
      search: deps,
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
