import { createFileRoute } from '@tanstack/react-router';
import { ImportsPage } from '@/features/transfers/imports-page';
import { compact, text } from '@/lib/search-params';

export const Route = createFileRoute('/_app/imports/')({
  validateSearch: (search: Record<string, unknown>) => compact({ into: text(search, 'into') }),
  component: Imports,
});

function Imports() {
  const { into } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ImportsPage into={into} onClosed={() => void navigate({ search: {}, replace: true })} />;
}
