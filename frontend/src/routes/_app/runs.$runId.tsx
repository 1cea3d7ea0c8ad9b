import { createFileRoute, redirect } from '@tanstack/react-router';
import { runQuery } from '@/features/experiments/queries';
import { validateRunView } from '@/features/experiments/run/run-view';
import { ErrorState } from '@/ui/states';

/** A link that names only the run; it opens in its project. */
export const Route = createFileRoute('/_app/runs/$runId')({
  validateSearch: validateRunView,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps }) => {
    const run = await context.queryClient.fetchQuery(runQuery(params.runId));
    throw redirect({
      to: '/projects/$key/runs/$runId',
      params: { key: run.project.key, runId: run.run_id },
      search: deps,
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
