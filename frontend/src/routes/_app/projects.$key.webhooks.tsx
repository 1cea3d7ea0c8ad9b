import { createFileRoute } from '@tanstack/react-router';
import { useProject } from '@/features/projects/queries';
import { WebhooksPage } from '@/features/webhooks/webhooks-page';

export const Route = createFileRoute('/_app/projects/$key/webhooks')({
  component: WebhooksRoute,
});

function WebhooksRoute() {
  const { key } = Route.useParams();
  return <WebhooksPage project={useProject(key)} key={key} />;
}
