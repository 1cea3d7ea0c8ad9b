import { createFileRoute } from '@tanstack/react-router';
import { useProject } from '@/features/projects/queries';
import { SettingsPage } from '@/features/projects/settings-page';

export const Route = createFileRoute('/_app/projects/$key/settings')({ component: SettingsRoute });

function SettingsRoute() {
  const { key } = Route.useParams();
  return <SettingsPage project={useProject(key)} key={key} />;
}
