import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { JobPage } from '@/features/jobs/job-page';
import { jobQuery } from '@/features/jobs/queries';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/jobs/$jobId')({
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(jobQuery(params.jobId)),
  component: JobRoute,
});

function JobRoute() {
  const { jobId } = Route.useParams();
  return (
    <QueryView wholePage query={useQuery(jobQuery(jobId))}>
      {(job) => <JobPage key={jobId} job={job} />}
    </QueryView>
  );
}
