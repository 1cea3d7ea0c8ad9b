import { IconTransferIn } from '@tabler/icons-react';
import { useUser } from '@/features/accounts/queries';
import { LinkButton } from '@/ui/link';

/** The way to move an MLflow into this project, for those who may. */
export function ImportOffer({ projectKey }: { projectKey: string }) {
  const user = useUser();
  if (!user.is_admin) return null;
  return (
    <LinkButton
      to="/imports"
      search={{ into: projectKey }}
      variant="default"
      leftSection={<IconTransferIn size={16} />}
    >
      Import from MLflow
    </LinkButton>
  );
}
