/** Validators for what stands in the URL: anything malformed is dropped, never thrown. */
type Search = Record<string, unknown>;

export function text(search: Search, name: string): string | undefined {
  const value = search[name];
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function number(search: Search, name: string): number | undefined {
  const value = search[name];
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

export function flag(search: Search, name: string): true | undefined {
  const value = search[name];
  return value === true || value === 'true' || value === 1 || value === '1' ? true : undefined;
}

export function oneOf<T extends string>(
  search: Search,
  name: string,
  allowed: readonly T[],
): T | undefined {
  return allowed.find((option) => option === search[name]);
}

export function texts(search: Search, name: string): string[] | undefined {
  const value = search[name];
  if (typeof value === 'string' && value !== '') return [value];
  if (!Array.isArray(value)) return undefined;
  const items = value.filter((item) => typeof item === 'string' || typeof item === 'number');
  return items.length > 0 ? items.map(String) : undefined;
}

export function numbers(search: Search, name: string): number[] | undefined {
  const value = search[name];
  const items = (Array.isArray(value) ? value : [value])
    .map(Number)
    .filter((item) => Number.isInteger(item) && item > 0);
  return value === undefined || items.length === 0 ? undefined : items;
}

/** The object without its undefined entries, so that the URL and exact optional types stay clean. */
export function compact<T extends object>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** A return path is followed only inside this portal. */
export function safeReturnPath(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}
