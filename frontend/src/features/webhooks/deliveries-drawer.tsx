import { Button, Drawer, Group, Stack } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Project, Webhook } from '@/api/types';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { DeliveryCard } from './delivery-card';
import { deliveriesQuery } from './queries';
import type { Opened } from './webhooks-page';

interface DeliveriesDrawerProps {
  project: Project;
  opened: Opened | null;
  onClose: () => void;
}

/** What a webhook was told in the last 30 days, and what came of it. */
export function DeliveriesDrawer({ project, opened, onClose }: DeliveriesDrawerProps) {
  const webhook = opened?.what === 'deliveries' ? opened.webhook : undefined;
  return (
    <Drawer
      opened={webhook !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={`Deliveries of ${webhook?.name ?? ''}`}
    >
      {webhook && <Deliveries project={project} webhook={webhook} />}
    </Drawer>
  );
}

function Deliveries({ project, webhook }: { project: Project; webhook: Webhook }) {
  const query = useInfiniteQuery(deliveriesQuery(project.key, webhook.id));
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const deliveries = pages.flatMap(({ results }) => results);
        if (deliveries.length === 0) {
          return (
            <EmptyState icon={<IconSend size={22} />} title="Nothing yet">
              What it is told stands here for 30 days, with what the receiver answered.
            </EmptyState>
          );
        }
        return (
          <Stack gap="xs">
            {deliveries.map((delivery) => (
              <DeliveryCard
                key={delivery.id}
                delivery={delivery}
                projectKey={project.key}
                webhookId={webhook.id}
              />
            ))}
            {query.hasNextPage && (
              <Group justify="center">
                <Button
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show more
                </Button>
              </Group>
            )}
          </Stack>
        );
      }}
    </QueryView>
  );
}
