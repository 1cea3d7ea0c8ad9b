import { createFileRoute } from '@tanstack/react-router';
import { OverviewPage } from '@/features/projects/overview-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/')({ component: OverviewRoute });

function OverviewRoute() {
  const { key } = Route.useParams();
  return <OverviewPage project={useProject(key)} key={key} />;
}
