import { createFileRoute } from '@tanstack/react-router';
import { ServiceAccountsPage } from '@/features/projects/service-accounts-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/service-accounts')({ component: ServiceAccountsRoute });

function ServiceAccountsRoute() {
  const { key } = Route.useParams();
  return <ServiceAccountsPage project={useProject(key)} key={key} />;
}
