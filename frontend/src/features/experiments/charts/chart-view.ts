import type { XKind } from '@/charts/axis-format';
import { compact, flag, number, oneOf, text } from '@/lib/search-params';

/** How the charts are looked at; all of it stands in the address. */
export interface ChartView {
  find?: string;
  smooth?: number;
  log?: true;
  x?: XKind;
  from?: number;
  to?: number;
  chart?: string;
}

export type ChartViewChange = { [K in keyof ChartView]: ChartView[K] | undefined };

const X_KINDS = ['step', 'time', 'relative'] as const;

export function validateChartView(search: Record<string, unknown>): ChartView {
  const weight = number(search, 'smooth');
  const from = number(search, 'from');
  const to = number(search, 'to');
  const zoomed = from !== undefined && to !== undefined && from < to;
  return compact({
    find: text(search, 'find'),
    smooth: weight !== undefined && weight > 0 && weight < 1 ? weight : undefined,
    log: flag(search, 'log'),
    x: oneOf(search, 'x', X_KINDS),
    from: zoomed ? from : undefined,
    to: zoomed ? to : undefined,
    chart: text(search, 'chart'),
  });
}

export const rangeOf = ({ from, to }: ChartView): readonly [number, number] | null =>
  from !== undefined && to !== undefined ? [from, to] : null;

/** The keys a search field's text means: a regular expression, or plain text where it is none. */
export function matchingKeys(keys: readonly string[], find: string | undefined): string[] {
  if (!find) return [...keys];
  try {
    const pattern = new RegExp(find, 'i');
    return keys.filter((key) => pattern.test(key));
  } catch {
    const plain = find.toLowerCase();
    return keys.filter((key) => key.toLowerCase().includes(plain));
  }
}

export interface Section {
  name: string;
  keys: string[];
}

const UNGROUPED = 'Metrics';

function sectionRank(name: string): number {
  if (name === UNGROUPED) return 0;
  return isSystemKey(`${name}/`) ? 2 : 1;
}

/** Charts by the first part of their key: train/…, val/…; keys without a part come first. */
export function sectionsOf(keys: readonly string[]): Section[] {
  const groups = new Map<string, string[]>();
  for (const key of [...keys].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const slash = key.indexOf('/');
    const name = slash > 0 ? key.slice(0, slash) : UNGROUPED;
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups]
    .map(([name, grouped]) => ({ name, keys: grouped }))
    .sort((a, b) => sectionRank(a.name) - sectionRank(b.name));
}

export const SYSTEM_PREFIX = 'system/';
export const isSystemKey = (key: string): boolean => key.startsWith(SYSTEM_PREFIX);
