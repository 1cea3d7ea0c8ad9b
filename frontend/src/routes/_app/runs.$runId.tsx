import { createFileRoute, redirect } from '@tanstack/react-router';
import { runQuery } from '@/features/experiments/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the run; it opens in its project. */
export const Route = createFileRoute('/_app/runs/$runId')({
  loader: async ({ context, params }) => {
    const run = await context.queryClient.fetchQuery(runQuery(params.runId));
    throw redirect({
      to: '/projects/$key/runs/$runId',
      params: { key: run.project.key, runId: run.run_id },
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
