import { createFileRoute } from '@tanstack/react-router';
import { SettingsPage } from '@/features/projects/settings-page';
import { useProject } from '@/features/projects/queries';

export const Route = createFileRoute('/_app/projects/$key/settings')({ component: SettingsRoute });

function SettingsRoute() {
  const { key } = Route.useParams();
  return <SettingsPage project={useProject(key)} key={key} />;
}
