import { createFileRoute } from '@tanstack/react-router';
import { JobsPage } from '@/features/jobs/jobs-page';
import { JOB_STATES } from '@/features/jobs/states';
import { useProject } from '@/features/projects/queries';
import { compact, oneOf } from '@/lib/search-params';

export const Route = createFileRoute('/_app/projects/$key/jobs/')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ state: oneOf(search, 'state', JOB_STATES) }),
  component: JobsRoute,
});

function JobsRoute() {
  const { key } = Route.useParams();
  const { state } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <JobsPage
      key={key}
      project={useProject(key)}
      state={state}
      onState={(next) => void navigate({ search: compact({ state: next }) })}
    />
  );
}
