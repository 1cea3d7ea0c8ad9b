import type { TraceRow } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { tone, valueText } from './assessment-value';

export interface Summary {
  name: string;
  /** «83 % yes», «22.8 on average», «4 plain, 2 friendly». */
  words: string;
  judged: number;
}

/** What all that was said by this name comes to; null when it is said of no trace. */
export function summaryOf(traces: readonly TraceRow[], name: string): Summary | null {
  const said = traces.flatMap(({ assessments }) =>
    assessments.filter((each) => each.valid && each.kind === 'feedback' && each.name === name),
  );
  if (said.length === 0) return null;
  const failed = said.filter(({ error }) => error !== null).length;
  const values = said.filter(({ error }) => error === null);
  const parts = values.length > 0 ? [inWords(values)] : [];
  if (failed > 0) parts.push(`${failed} failed`);
  return { name, words: parts.join(', '), judged: said.length };
}

type Said = TraceRow['assessments'][number];

function inWords(said: readonly Said[]): string {
  const tones = said.map(tone);
  if (!tones.includes('gray')) {
    const good = tones.filter((each) => each === 'green').length;
    return `${Math.round((100 * good) / said.length)} % yes`;
  }
  const numbers = said.map(({ value }) => value).filter((value) => typeof value === 'number');
  if (numbers.length === said.length) {
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    return `${formatNumber(mean)} on average`;
  }
  const counts = new Map<string, number>();
  for (const { value } of said) {
    const word = valueText(value);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const order = [...counts].sort(([, a], [, b]) => b - a);
  const shown = order.slice(0, 2).map(([word, count]) => `${count} ${word.slice(0, 24)}`);
  return [...shown, ...(order.length > 2 ? ['…'] : [])].join(', ');
}
