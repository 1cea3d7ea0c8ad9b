import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { ModelPage } from '@/features/models/model-page';
import { modelQuery } from '@/features/models/queries';
import { useProject } from '@/features/projects/queries';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/models/$name/')({
  loader: ({ context, params }) =>
    void context.queryClient.prefetchQuery(modelQuery(params.key, params.name)),
  component: ModelRoute,
});

function ModelRoute() {
  const { key, name } = Route.useParams();
  const project = useProject(key);
  const query = useQuery(modelQuery(key, name));
  return (
    <QueryView wholePage query={query}>
      {(model) => <ModelPage key={name} project={project} model={model} />}
    </QueryView>
  );
}
