import { createFileRoute } from '@tanstack/react-router';
import { useProject } from '@/features/projects/queries';
import { TraceComparePage, validateTraceCompare } from '@/features/traces/compare/compare-page';

export const Route = createFileRoute('/_app/projects/$key/traces/compare')({
  validateSearch: validateTraceCompare,
  component: TraceCompareRoute,
});

function TraceCompareRoute() {
  const { key } = Route.useParams();
  return <TraceComparePage project={useProject(key)} view={Route.useSearch()} />;
}
