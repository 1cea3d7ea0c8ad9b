import { useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { DatasetPage } from '@/features/evaluation/dataset-page';
import { datasetQuery } from '@/features/evaluation/queries';
import { QueryView } from '@/ui/query-view';

export const Route = createFileRoute('/_app/projects/$key/evaluation-datasets/$datasetId')({
  loader: ({ context, params }) =>
    void context.queryClient.prefetchQuery(datasetQuery(params.datasetId)),
  component: DatasetRoute,
});

function DatasetRoute() {
  const { datasetId } = Route.useParams();
  return (
    <QueryView wholePage query={useQuery(datasetQuery(datasetId))}>
      {(dataset) => <DatasetPage key={datasetId} dataset={dataset} />}
    </QueryView>
  );
}
