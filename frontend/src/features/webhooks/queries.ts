import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Delivery, Webhook, WebhookEvent, WebhookReply } from '@/api/types';

export const webhooksQuery = (key: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', key],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/webhooks', {
          params: { path: { key }, query: { limit: 50, page_token: pageParam } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token,
  });

export const deliveriesQuery = (key: string, webhookId: string) =>
  infiniteQueryOptions({
    queryKey: ['webhook-deliveries', key, webhookId],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/projects/{key}/webhooks/{webhook_id}/deliveries', {
          params: {
            path: { key, webhook_id: webhookId },
            query: { limit: 20, page_token: pageParam },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_page_token,
    // What waits is sent within seconds, or again within minutes.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ results }) => results.some((each) => each.state === 'pending'))
        ? 3000
        : false,
  });

export interface NewWebhook {
  name: string;
  url: string;
  events: WebhookEvent[];
  description: string;
  secret: string;
}

export const createWebhook = (key: string, body: NewWebhook): Promise<Webhook> =>
  unwrap(
    api.POST('/api/v1/projects/{key}/webhooks', {
      params: { path: { key } },
      body: { ...body, is_active: true },
    }),
  );

/** What is left out stays; an empty secret is none at all. */
export type WebhookChange = Partial<NewWebhook & { is_active: boolean }>;

export const changeWebhook = (key: string, id: string, body: WebhookChange): Promise<Webhook> =>
  unwrap(
    api.PATCH('/api/v1/projects/{key}/webhooks/{webhook_id}', {
      params: { path: { key, webhook_id: id } },
      body,
    }),
  );

export const deleteWebhook = (key: string, id: string): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/projects/{key}/webhooks/{webhook_id}', {
      params: { path: { key, webhook_id: id } },
    }),
  );

export const testWebhook = (key: string, id: string, event: WebhookEvent): Promise<WebhookReply> =>
  unwrap(
    api.POST('/api/v1/projects/{key}/webhooks/{webhook_id}/test', {
      params: { path: { key, webhook_id: id } },
      body: { event },
    }),
  );

export const redeliver = (key: string, webhookId: string, id: string): Promise<Delivery> =>
  unwrap(
    api.POST('/api/v1/projects/{key}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver', {
      params: { path: { key, webhook_id: webhookId, delivery_id: id } },
    }),
  );
