import { createFileRoute } from '@tanstack/react-router';
import { SubmitPage } from '@/features/jobs/submit-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/jobs/new')({ component: SubmitRoute });

function SubmitRoute() {
  const { key } = Route.useParams();
  return <SubmitPage project={useProject(key)} key={key} />;
}
