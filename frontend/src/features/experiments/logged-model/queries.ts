import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { LoggedModel } from '@/api/types';
import type { TagPatch } from '@/ui/tag-editor';

const params = (modelId: string) => ({ params: { path: { model_id: modelId } } });

export const loggedModelQuery = (modelId: string) =>
  queryOptions({
    queryKey: ['logged-model', modelId, 'head'],
    queryFn: () => unwrap(api.GET('/api/v1/logged-models/{model_id}', params(modelId))),
  });

export const tagLoggedModel = (modelId: string, patch: TagPatch): Promise<LoggedModel> =>
  unwrap(
    api.PATCH('/api/v1/logged-models/{model_id}', {
      ...params(modelId),
      body: { set_tags: patch.set_tags ?? {}, remove_tags: patch.remove_tags ?? [] },
    }),
  );

export const versionsOfModelQuery = (key: string, modelId: string) =>
  queryOptions({
    queryKey: ['logged-model', modelId, 'versions'],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{key}/model-versions', {
          params: { path: { key }, query: { model_id: modelId } },
        }),
      ),
  });
