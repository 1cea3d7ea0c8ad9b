import { IconZoomQuestion } from '@tabler/icons-react';
import { LinkButton } from './link';
import { EmptyState } from './states';

export function NotFound() {
  return (
    <EmptyState
      wholePage
      icon={<IconZoomQuestion size={22} />}
      title="There is no such page"
      action={
        <LinkButton to="/" variant="default">
          Go to the projects
        </LinkButton>
      }
    >
      The address may be mistyped, or what it named was deleted.
    </EmptyState>
  );
}
