import type { ReactNode } from 'react';

export interface GridColumn<Row> {
  id: string;
  label: string;
  /** The header's tooltip; the label itself where there is no more to say. */
  title?: string;
  width: number;
  align?: 'left' | 'right';
  /** Whether the server can sort by it. */
  sortable?: boolean;
  cell: (row: Row) => ReactNode;
}

/** «-metrics.loss» is descending, «metrics.loss» ascending. */
export interface Sort {
  column: string;
  descending: boolean;
}

export function parseSort(sort: string | undefined): Sort | null {
  if (!sort) return null;
  return sort.startsWith('-')
    ? { column: sort.slice(1), descending: true }
    : { column: sort, descending: false };
}

/** Click by click: descending, ascending, none. */
export function nextSort(current: Sort | null, column: string): string | undefined {
  if (current?.column !== column) return `-${column}`;
  return current.descending ? column : undefined;
}

export function ariaSort(sort: Sort | null, id: string): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== id) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}
