import type { WebhookEvent } from '@/api/types';

interface EventGroup {
  label: string;
  events: { value: WebhookEvent; label: string }[];
}

/** What can be asked for. `budget_policy.exceeded` is MLflow's and never happens here. */
export const EVENT_GROUPS: EventGroup[] = [
  {
    label: 'Models',
    events: [
      { value: 'registered_model.created', label: 'Model created' },
      { value: 'model_version.created', label: 'Version created' },
      { value: 'model_version_tag.set', label: 'Version tag set' },
      { value: 'model_version_tag.deleted', label: 'Version tag removed' },
      { value: 'model_version_alias.created', label: 'Alias set' },
      { value: 'model_version_alias.deleted', label: 'Alias removed' },
    ],
  },
  {
    label: 'Prompts',
    events: [
      { value: 'prompt.created', label: 'Prompt created' },
      { value: 'prompt_version.created', label: 'Version created' },
      { value: 'prompt_tag.set', label: 'Prompt tag set' },
      { value: 'prompt_tag.deleted', label: 'Prompt tag removed' },
      { value: 'prompt_version_tag.set', label: 'Version tag set' },
      { value: 'prompt_version_tag.deleted', label: 'Version tag removed' },
      { value: 'prompt_alias.created', label: 'Alias set' },
      { value: 'prompt_alias.deleted', label: 'Alias removed' },
    ],
  },
];

/** «3 events», or the one there is. */
export const eventsInWords = (events: WebhookEvent[]): string =>
  events.length === 1 ? (events[0] ?? '') : `${events.length} events`;
