import { compact, oneOf, text } from '@/lib/search-params';

/** Something that has its name within a project. */
export interface Place {
  page?: 'models' | 'prompts';
  name?: string;
  version?: string;
  project?: string;
}

export function validatePlace(search: Record<string, unknown>): Place {
  return compact({
    page: oneOf(search, 'page', ['models', 'prompts'] as const),
    name: text(search, 'name'),
    version: text(search, 'version'),
    project: text(search, 'project'),
  });
}

/** Its address in a project. */
export function placeHref(key: string, { page = 'models', name, version }: Place): string {
  const list = `/projects/${encodeURIComponent(key)}/${page}`;
  if (!name) return list;
  const one = `${list}/${encodeURIComponent(name)}`;
  if (!version) return one;
  return page === 'models'
    ? `${one}/versions/${encodeURIComponent(version)}`
    : `${one}?${new URLSearchParams({ version })}`;
}
