import type { RunStatus } from '@/api/types';

/** Columns and order use the search language's names: `metrics.loss`, params.`a b`. */
export type ColumnKind = 'params' | 'metrics' | 'tags';

const BARE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function quoteKey(key: string): string {
  if (BARE.test(key)) return key;
  return key.includes('`') ? `"${key}"` : `\`${key}\``;
}

export const quoteText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export interface ColumnRef {
  kind: ColumnKind;
  key: string;
}

/** «metrics.train/loss» → its kind and key; null when it is none of ours. */
export function parseColumn(column: string): ColumnRef | null {
  const match = /^(params|metrics|tags)\.([\s\S]+)$/.exec(column);
  return match?.[1] && match[2] ? { kind: match[1] as ColumnKind, key: match[2] } : null;
}

export function columnExpression(column: string): string {
  const ref = parseColumn(column);
  return ref ? `${ref.kind}.${quoteKey(ref.key)}` : `attributes.${column}`;
}

/** The typed filter joined with the status menu's choice. */
export function joinFilters(filter: string | undefined, statuses: readonly RunStatus[]): string {
  const typed = filter?.trim() ?? '';
  if (statuses.length === 0) return typed;
  // The typed filter may have an OR, which binds less than our AND.
  const parts = typed ? [`(${typed})`] : [];
  if (statuses.length === 1) parts.push(`attributes.status = ${quoteText(statuses[0] ?? '')}`);
  if (statuses.length > 1) {
    parts.push(`attributes.status IN (${statuses.map(quoteText).join(', ')})`);
  }
  return parts.join(' AND ');
}
