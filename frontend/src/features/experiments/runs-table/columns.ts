import { type ColumnKind, parseColumn } from '@/lib/filter';

export interface Column {
  id: string;
  label: string;
  kind: 'attribute' | ColumnKind;
  key: string;
  width: number;
  align: 'left' | 'right';
  /** The order_by expression's left side; null where the server cannot sort. */
  sortBy: string | null;
}

const ATTRIBUTES: Record<string, Omit<Column, 'id' | 'kind' | 'key'>> = {
  status: { label: 'Status', width: 112, align: 'left', sortBy: 'attributes.status' },
  experiment: { label: 'Experiment', width: 150, align: 'left', sortBy: null },
  user: { label: 'User', width: 130, align: 'left', sortBy: null },
  started: { label: 'Started', width: 108, align: 'left', sortBy: 'attributes.start_time' },
  duration: { label: 'Duration', width: 96, align: 'right', sortBy: 'attributes.duration' },
  job: { label: 'Job', width: 90, align: 'left', sortBy: null },
};

export const ATTRIBUTE_COLUMNS = Object.keys(ATTRIBUTES);
export const ATTRIBUTE_DEFAULTS = ['status', 'experiment', 'user', 'started', 'duration'];
export const NAME_SORT = 'attributes.run_name';
export const MOST_COLUMNS = 60;

const WIDTHS: Record<ColumnKind, number> = { metrics: 116, params: 124, tags: 140 };

export function columnOf(id: string, sortExpression: (id: string) => string): Column | null {
  const attribute = ATTRIBUTES[id];
  if (attribute) return { ...attribute, id, kind: 'attribute', key: id };
  const ref = parseColumn(id);
  if (!ref) return null;
  return {
    id,
    label: ref.key,
    kind: ref.kind,
    key: ref.key,
    width: Math.max(WIDTHS[ref.kind], Math.min(220, ref.key.length * 7.2 + 42)),
    align: ref.kind === 'metrics' ? 'right' : 'left',
    sortBy: sortExpression(id),
  };
}

export const columnLabel = (id: string): string =>
  ATTRIBUTES[id]?.label ?? parseColumn(id)?.key ?? id;
