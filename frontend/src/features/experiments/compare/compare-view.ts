import { compact, flag, oneOf, texts } from '@/lib/search-params';
import { type ChartView, validateChartView } from '../charts/chart-view';

export interface CompareView extends ChartView {
  runs?: string[];
  tab?: 'values';
  /** Shows equal values too. */
  same?: true;
}

export function validateCompareView(search: Record<string, unknown>): CompareView {
  return {
    ...validateChartView(search),
    ...compact({
      runs: texts(search, 'runs'),
      tab: oneOf(search, 'tab', ['values'] as const),
      same: flag(search, 'same'),
    }),
  };
}

export interface DiffRow {
  key: string;
  values: (string | null)[];
  differs: boolean;
}

/** One row per name, one value per run; null where the run has none. */
export function diffRows(columns: readonly ReadonlyMap<string, string>[]): DiffRow[] {
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) =>
    a.localeCompare(b),
  );
  return keys.map((key) => {
    const values = columns.map((column) => column.get(key) ?? null);
    return { key, values, differs: new Set(values).size > 1 };
  });
}
