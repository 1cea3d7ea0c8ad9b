import { createFileRoute } from '@tanstack/react-router';
import { useProject } from '@/features/projects/queries';
import { ServiceAccountsPage } from '@/features/projects/service-accounts-page';

export const Route = createFileRoute('/_app/projects/$key/service-accounts')({
  component: ServiceAccountsRoute,
});

function ServiceAccountsRoute() {
  const { key } = Route.useParams();
  return <ServiceAccountsPage project={useProject(key)} key={key} />;
}
