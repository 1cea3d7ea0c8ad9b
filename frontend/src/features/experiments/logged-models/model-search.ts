import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { LoggedModelPage } from '@/api/types';
import { parseColumn, quoteText } from '@/lib/filter';
import { compact, numbers, text } from '@/lib/search-params';
import { parseSort } from '@/ui/grid/columns';
import type { SearchHelp } from '@/ui/grid/search-box';

const PAGE_SIZE = 50;

/** Everything the page of logged models shows stands in its address. */
export interface LoggedModelsView {
  filter?: string;
  experiments?: number[];
  sort?: string;
}

export const validateLoggedModelsView = (search: Record<string, unknown>): LoggedModelsView =>
  compact({
    filter: text(search, 'filter'),
    experiments: numbers(search, 'experiments'),
    sort: text(search, 'sort'),
  });

export const MODEL_HELP: SearchHelp = {
  examples: [
    ['resnet', 'words in the name'],
    ['metrics.accuracy > 0.9', 'what was measured of the model'],
    ["params.depth = '3'", 'a param'],
    ["tags.team = 'vision'", 'a tag'],
    ["status = 'READY'", 'READY, PENDING or FAILED'],
    ["model_type = 'classifier'", 'the type'],
    ["source_run_id = '…'", 'what a run logged'],
  ],
  note: "Join conditions by AND. Odd names stand in backticks: metrics.`val/acc`. Texts by =, !=, LIKE and ILIKE (% stands for anything) and IN ('a', 'b'); numbers also by <, <=, >, >=.",
};

const LANGUAGE = /[=<>]|\b(?:I?LIKE|IN|IS)\b/i;

/** What was typed as a filter: words that compare nothing are looked for in names. */
export function asModelFilter(typed: string): string {
  const words = typed.trim();
  if (words === '' || LANGUAGE.test(words)) return words;
  return `name ILIKE ${quoteText(`%${words}%`)}`;
}

const NAMES: Record<string, string> = {
  name: 'name',
  type: 'model_type',
  status: 'status',
  logged: 'creation_timestamp',
};

function orderBy(sort: string | undefined): string[] {
  const parsed = parseSort(sort);
  if (!parsed) return [];
  const { column, descending } = parsed;
  const left = NAMES[column] ?? (parseColumn(column)?.kind === 'metrics' ? column : null);
  return left ? [`${left} ${descending ? 'DESC' : 'ASC'}`] : [];
}

/** The search the server is asked. */
export const modelSearchBody = (view: LoggedModelsView) => ({
  filter: asModelFilter(view.filter ?? ''),
  order_by: orderBy(view.sort),
  ...(view.experiments ? { experiment_ids: view.experiments } : {}),
});

export type ModelSearchBody = ReturnType<typeof modelSearchBody>;

export const loggedModelsQuery = (key: string, body: ModelSearchBody) =>
  infiniteQueryOptions({
    queryKey: ['logged-models', key, body],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.POST('/api/v1/projects/{key}/logged-models/search', {
          params: { path: { key } },
          body: { ...body, limit: PAGE_SIZE, page_token: pageParam },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page: LoggedModelPage) => page.next_page_token || undefined,
    retry: false,
  });

/** What was registered of these models. */
export const registeredQuery = (key: string, modelIds: string[]) =>
  queryOptions({
    queryKey: ['logged-models', key, 'registered', modelIds],
    enabled: modelIds.length > 0,
    queryFn: async () => {
      const found = await Promise.all(
        pagesOf(modelIds).map((model_ids) =>
          unwrap(
            api.GET('/api/v1/projects/{key}/model-versions', {
              params: { path: { key }, query: { model_ids } },
            }),
          ),
        ),
      );
      return found.flatMap(({ results }) => results);
    },
  });

const pagesOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) }, (_, n) =>
    ids.slice(n * PAGE_SIZE, (n + 1) * PAGE_SIZE),
  );
