import { createFileRoute } from '@tanstack/react-router';
import { ImportPage } from '@/features/transfers/import-page';

export const Route = createFileRoute('/_app/imports/$transferId')({ component: ImportRoute });

function ImportRoute() {
  const { transferId } = Route.useParams();
  return <ImportPage transferId={transferId} key={transferId} />;
}
