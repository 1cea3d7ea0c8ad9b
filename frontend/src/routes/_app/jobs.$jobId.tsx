import { createFileRoute, redirect } from '@tanstack/react-router';
import { jobQuery } from '@/features/jobs/queries';
import { ErrorState } from '@/ui/states';

/** A link that names only the job; it opens in its project. */
export const Route = createFileRoute('/_app/jobs/$jobId')({
  loader: async ({ context, params }) => {
    const job = await context.queryClient.fetchQuery(jobQuery(params.jobId));
    throw redirect({
      to: '/projects/$key/jobs/$jobId',
      params: { key: job.project_key, jobId: job.id },
      replace: true,
    });
  },
  errorComponent: ({ error }) => <ErrorState wholePage error={error} />,
});
