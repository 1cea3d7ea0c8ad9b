import { isSystemKey } from './chart-view';

const TELLING = [/loss/i, /acc|f1|auc|score|reward|map\b/i, /err|rmse|mae|perplexity/i];
const TELLING_SYSTEM = [/gpu.*util/i, /cpu/i, /mem/i];

/** The few keys most worth a look: loss before accuracy before the rest. */
export function keyCharts(keys: readonly string[], system: boolean, most: number): string[] {
  const patterns = system ? TELLING_SYSTEM : TELLING;
  const rank = (key: string): number => {
    const found = patterns.findIndex((pattern) => pattern.test(key));
    return found < 0 ? patterns.length : found;
  };
  return keys
    .filter((key) => isSystemKey(key) === system)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, most);
}
