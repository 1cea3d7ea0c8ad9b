import { quoteText } from '@/lib/filter';
import { compact, numbers, oneOf, text } from '@/lib/search-params';

const PAGES = ['runs', 'traces', 'models', 'datasets', 'scorers', 'prompts'] as const;

/** What a link that names an experiment may ask to see of it. */
export interface ExperimentPage {
  page?: (typeof PAGES)[number];
  /** Other experiments beside it. */
  also?: number[];
  session?: string;
  dataset?: string;
  /** A prompt's. */
  name?: string;
}

export function validateExperimentPage(search: Record<string, unknown>): ExperimentPage {
  return compact({
    page: oneOf(search, 'page', PAGES),
    also: numbers(search, 'also'),
    session: text(search, 'session'),
    dataset: text(search, 'dataset'),
    name: text(search, 'name'),
  });
}

/** The page's address in the experiment's project. */
export function experimentPageHref(key: string, id: number, asked: ExperimentPage): string {
  const project = `/projects/${encodeURIComponent(key)}`;
  const experiments = JSON.stringify([...new Set([id, ...(asked.also ?? [])])]);
  const filtered = (path: string, more: Record<string, string> = {}) =>
    `${project}/${path}?${new URLSearchParams({ experiments, ...more })}`;
  switch (asked.page) {
    case 'traces':
      return filtered(
        'traces',
        asked.session
          ? { filter: `metadata.\`mlflow.trace.session\` = ${quoteText(asked.session)}` }
          : {},
      );
    case 'datasets':
      return asked.dataset
        ? `${project}/evaluation-datasets/${encodeURIComponent(asked.dataset)}`
        : `${project}/evaluation-datasets?experiment=${id}`;
    case 'scorers':
      return `${project}/scorers?experiment=${id}`;
    case 'prompts':
      return `${project}/prompts${asked.name ? `/${encodeURIComponent(asked.name)}` : ''}`;
    default:
      return filtered('runs');
  }
}
