import { compact, oneOf, text } from '@/lib/search-params';

export const MODEL_TABS = ['overview', 'files'] as const;
export type ModelTab = (typeof MODEL_TABS)[number];

export interface ModelView {
  tab?: ModelTab;
  path?: string;
}

export const validateModelView = (search: Record<string, unknown>): ModelView =>
  compact({ tab: oneOf(search, 'tab', MODEL_TABS), path: text(search, 'path') });
