import { createFileRoute, redirect } from '@tanstack/react-router';
import { experimentQuery } from '@/features/experiments/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the experiment; its runs open in its project. */
export const Route = createFileRoute('/_app/experiments/$experimentId')({
  loader: async ({ context, params }) => {
    const id = Number(params.experimentId);
    const experiment = await context.queryClient.fetchQuery(experimentQuery(id));
    throw redirect({
      to: '/projects/$key/runs',
      params: { key: experiment.project_key },
      search: { experiments: [experiment.id] },
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
