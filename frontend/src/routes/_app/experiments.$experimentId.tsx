import { createFileRoute, redirect } from '@tanstack/react-router';
import { experimentPageHref, validateExperimentPage } from '@/features/experiments/experiment-link';
import { experimentQuery } from '@/features/experiments/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the experiment; the page it asks for opens in its project. */
export const Route = createFileRoute('/_app/experiments/$experimentId')({
  validateSearch: validateExperimentPage,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps }) => {
    const id = Number(params.experimentId);
    const experiment = await context.queryClient.fetchQuery(experimentQuery(id));
    throw redirect({ href: experimentPageHref(experiment.project_key, id, deps), replace: true });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
