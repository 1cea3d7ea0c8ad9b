import { createFileRoute, redirect } from '@tanstack/react-router';
import { loggedModelQuery } from '@/features/experiments/logged-model/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the logged model; it opens in its project. */
export const Route = createFileRoute('/_app/logged-models/$modelId')({
  loader: async ({ context, params }) => {
    const model = await context.queryClient.fetchQuery(loggedModelQuery(params.modelId));
    throw redirect({
      to: '/projects/$key/logged-models/$modelId',
      params: { key: model.project.key, modelId: model.model_id },
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
