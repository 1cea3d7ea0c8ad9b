import type { Assessment } from '@/api/types';

/** What was judged, in a word or a few. */
export function valueText(value: unknown): string {
  if (value === true) return 'Yes';
  if (value === false) return 'No';
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

type Judged = Pick<Assessment, 'kind' | 'value' | 'error'>;

/** Whether it reads as good, bad or neither; what was only expected is neither. */
export function tone(assessment: Judged): 'green' | 'red' | 'gray' {
  if (assessment.error) return 'red';
  if (assessment.kind === 'expectation') return 'gray';
  const word = String(assessment.value).toLowerCase();
  if (word === 'true' || word === 'yes' || word === 'pass') return 'green';
  return word === 'false' || word === 'no' || word === 'fail' ? 'red' : 'gray';
}

export type ValueKind = 'thumb' | 'number' | 'text' | 'json';

export function kindOf(value: unknown): ValueKind {
  if (typeof value === 'boolean') return 'thumb';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'text' : 'json';
}

/** A draft's text as the value it stands for. Raises SyntaxError for text that is no JSON. */
export function readValue(kind: ValueKind, typed: string): unknown {
  if (kind === 'thumb') return typed === 'yes';
  if (kind === 'number') return Number(typed);
  return kind === 'json' ? JSON.parse(typed) : typed;
}

export function draftText(kind: ValueKind, value: unknown): string {
  if (kind === 'thumb') return value === false ? 'no' : 'yes';
  return kind === 'json' ? JSON.stringify(value, null, 2) : String(value ?? '');
}
