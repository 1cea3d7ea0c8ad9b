import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { versionQuery } from '@/features/models/queries';
import { VersionPage } from '@/features/models/version-page';
import { useProject } from '@/features/projects/queries';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/models/$name/versions/$version')({
  loader: ({ context, params: { key, name, version } }) =>
    void context.queryClient.prefetchQuery(versionQuery(key, name, version)),
  component: VersionRoute,
});

function VersionRoute() {
  const { key, name, version: number } = Route.useParams();
  const project = useProject(key);
  const query = useQuery(versionQuery(key, name, number));
  return (
    <QueryView wholePage query={query}>
      {(version) => <VersionPage key={`${name}/${number}`} project={project} version={version} />}
    </QueryView>
  );
}
