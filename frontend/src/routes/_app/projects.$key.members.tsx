import { createFileRoute } from '@tanstack/react-router';
import { MembersPage } from '@/features/projects/members-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/members')({ component: MembersRoute });

function MembersRoute() {
  const { key } = Route.useParams();
  return <MembersPage project={useProject(key)} key={key} />;
}
