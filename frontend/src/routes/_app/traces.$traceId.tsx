import { createFileRoute, redirect } from '@tanstack/react-router';
import { traceQuery } from '@/features/traces/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the trace; it opens in its project. */
export const Route = createFileRoute('/_app/traces/$traceId')({
  loader: async ({ context, params }) => {
    const trace = await context.queryClient.fetchQuery(traceQuery(params.traceId));
    throw redirect({
      to: '/projects/$key/traces/$traceId',
      params: { key: trace.project_key, traceId: trace.trace_id },
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
