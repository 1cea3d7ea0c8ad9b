import { Button, Group } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project, Webhook } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast, roleLabel } from '@/features/projects/roles';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { DeliveriesDrawer } from './deliveries-drawer';
import { webhooksQuery } from './queries';
import { WebhookDialog } from './webhook-dialog';
import { WebhookTable } from './webhook-table';
import { WebhookTest } from './webhook-test';

/** What is open over the list: a new webhook, or one of them in some way. */
export type Opened = { what: 'new' } | { what: 'edit' | 'test' | 'deliveries'; webhook: Webhook };

export function WebhooksPage({ project }: { project: Project }) {
  const [opened, open] = useState<Opened | null>(null);
  const mayManage = atLeast(project.role, 'maintainer');
  const query = useInfiniteQuery({ ...webhooksQuery(project.key), enabled: mayManage });
  const close = () => open(null);
  const create = mayManage && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open({ what: 'new' })}>
      New webhook
    </Button>
  );
  return (
    <Page
      title="Webhooks"
      crumbs={projectCrumbs(project)}
      actions={create}
      description="An address that is told when something happens to the project's models and prompts, in the way MLflow's server tells it."
    >
      {mayManage ? (
        <QueryView query={query}>
          {({ pages }) => {
            const webhooks = pages.flatMap(({ results }) => results);
            if (webhooks.length === 0) {
              return (
                <EmptyState icon={<IconWebhook size={22} />} title="No webhooks" action={create}>
                  Have your CI start a deployment when a version gets an alias, or a channel hear of
                  each new model.
                </EmptyState>
              );
            }
            return (
              <>
                <WebhookTable webhooks={webhooks} project={project} onOpen={open} />
                {query.hasNextPage && (
                  <Group justify="center" mt="md">
                    <Button
                      variant="default"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Show more
                    </Button>
                  </Group>
                )}
              </>
            );
          }}
        </QueryView>
      ) : (
        <EmptyState icon={<IconWebhook size={22} />} title="Your role does not see webhooks">
          You are {roleLabel(project.role).toLowerCase()} here. Maintainers and owners manage them,
          since their addresses are often secrets.
        </EmptyState>
      )}
      <WebhookDialog project={project} opened={opened} onClose={close} />
      <WebhookTest project={project} opened={opened} onClose={close} />
      <DeliveriesDrawer project={project} opened={opened} onClose={close} />
    </Page>
  );
}
