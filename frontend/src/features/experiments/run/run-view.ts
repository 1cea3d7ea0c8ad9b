import { compact, oneOf, text } from '@/lib/search-params';
import { type ChartView, validateChartView } from '../charts/chart-view';

export const RUN_TABS = ['overview', 'charts', 'system', 'artifacts', 'traces', 'console'] as const;
export type RunTab = (typeof RUN_TABS)[number];

export interface RunView extends ChartView {
  tab?: RunTab;
  path?: string;
  /** The search of the Traces tab. */
  search?: string;
}

export function validateRunView(search: Record<string, unknown>): RunView {
  return {
    ...validateChartView(search),
    ...compact({
      tab: oneOf(search, 'tab', RUN_TABS),
      path: text(search, 'path'),
      search: text(search, 'search'),
    }),
  };
}
