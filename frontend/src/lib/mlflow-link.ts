/**
 * MLflow's client prints addresses of MLflow's own pages, and people kept such links: everything
 * after `/#`. Each has a page here that shows the same.
 */

/** Our address for what stands behind `#`, or null where MLflow has no such page. */
export function mlflowHref(hash: string): string | null {
  const inner = hash.replace(/^#/, '');
  if (!inner.startsWith('/')) return null;
  const [path = '', query = ''] = splitOnce(inner, '?');
  const search = new URLSearchParams(query);
  const [noun = '', ...rest] = path.split('/').filter(Boolean).map(decoded);
  const found = PAGES[noun]?.(rest, search) ?? null;
  if (found || noun !== '') return found;
  const workspace = search.get('workspace');
  return workspace ? `/projects/${encodeURIComponent(workspace)}` : null;
}

type Page = (path: string[], search: URLSearchParams) => string | null;

const PAGES: Record<string, Page> = {
  experiments: ([id, tab, ...rest], search) =>
    id && /^\d+$/.test(id) ? ofExperiment(id, tab, rest, search) : '/',
  runs: ([runId, ...rest], search) => (runId ? ofRun(runId, rest, search) : '/'),
  models: ([name, part, version], search) =>
    inProject('models', search, { name, version: part === 'versions' ? version : undefined }),
  prompts: ([name], search) =>
    inProject('prompts', search, { name, version: search.get('promptVersion') ?? undefined }),
  'compare-runs': (_path, search) => compare(jsonList(search.get('runs'))),
  metric: ([key], search) => ofMetric(key, search),
  'compare-experiments': (_path, search) => {
    const ids = jsonList(search.get('experiments')).filter((id) => /^\d+$/.test(id));
    const also = ids.length > 1 ? { also: JSON.stringify(ids.map(Number)) } : {};
    return ids[0] ? href(`/experiments/${ids[0]}`, also) : '/';
  },
  traces: ([traceId]) => (traceId ? `/traces/${encodeURIComponent(traceId)}` : null),
  account: () => '/account',
  settings: () => '/account',
};

function ofExperiment(
  id: string,
  tab: string | undefined,
  rest: string[],
  search: URLSearchParams,
) {
  const [first, ...more] = rest;
  const trace = search.get('selectedEvaluationId') ?? search.get('selectedTraceId');
  if (trace && tab !== 'runs') return `/traces/${encodeURIComponent(trace)}`;
  const page = (name: string, query: Record<string, string> = {}) =>
    href(`/experiments/${id}`, { page: name, ...query });
  switch (tab) {
    case 'runs':
      return first ? ofRun(first, more, search) : page('runs');
    case 'models':
      return first ? `/logged-models/${encodeURIComponent(first)}` : page('models');
    case 'traces':
      return first ? `/traces/${encodeURIComponent(first)}` : page('traces');
    case 'chat-sessions':
      return page('traces', first ? { session: first } : {});
    case 'evaluation-runs': {
      const run = first ?? search.get('selectedRunUuid');
      return run ? href(`/runs/${encodeURIComponent(run)}`, { tab: 'traces' }) : page('runs');
    }
    case 'datasets': {
      const dataset = first ?? search.get('selectedDatasetId');
      return page('datasets', dataset ? { dataset } : {});
    }
    case 'judges':
      return page('scorers');
    case 'prompts':
      return page('prompts', first ? { name: first } : {});
    default:
      return page('runs');
  }
}

const RUN_TABS: Record<string, string> = {
  'model-metrics': 'charts',
  'system-metrics': 'system',
  traces: 'traces',
  evaluations: 'traces',
  artifacts: 'artifacts',
  artifactPath: 'artifacts',
};

function ofRun(runId: string, [tab = '', ...rest]: string[], search: URLSearchParams): string {
  const trace = search.get('selectedEvaluationId') ?? search.get('selectedTraceId');
  if (trace) return `/traces/${encodeURIComponent(trace)}`;
  const named = RUN_TABS[tab];
  const path = named === 'artifacts' ? rest.join('/') : '';
  return href(`/runs/${encodeURIComponent(runId)}`, {
    ...(named ? { tab: named } : {}),
    ...(path ? { path } : {}),
  });
}

function ofMetric(key: string | undefined, search: URLSearchParams): string {
  const runs = jsonList(search.get('runs'));
  const metric = jsonList(search.get('metric'))[0] ?? key;
  const query = { tab: 'charts', ...(metric ? { chart: metric } : {}) };
  return runs.length === 1
    ? href(`/runs/${encodeURIComponent(runs[0] ?? '')}`, query)
    : compare(runs);
}

const compare = (runs: string[]): string =>
  runs.length > 0 ? href('/compare', { runs: JSON.stringify(runs) }) : '/';

/** Names of models and prompts are a project's; the link says which only perhaps. */
function inProject(
  page: 'models' | 'prompts',
  search: URLSearchParams,
  names: Record<string, string | undefined>,
): string {
  const workspace = search.get('workspace');
  const given = Object.entries({ ...names, project: workspace ?? undefined });
  const query = Object.fromEntries(given.flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return href('/find', { page, ...query });
}

function href(path: string, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

/** `["a","b"]`, also where it was encoded twice; a bare word is a list of one. */
function jsonList(text: string | null): string[] {
  if (!text) return [];
  try {
    const value: unknown = JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
    return (Array.isArray(value) ? value : [value]).map(String);
  } catch {
    return /^[\w.-]+$/.test(text) ? [text] : [];
  }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
