import { expect, it } from 'vitest';
import { makeAssessment, makeTraceRow } from '@/test/trace-factories';
import { summaryOf } from './summary';

const rows = (...values: unknown[]) =>
  values.map((value, n) => makeTraceRow(n, { assessments: [makeAssessment({ value })] }));

it.each([
  [[true, false, 'yes', 'no'], '50 % yes'],
  [[1, 2, 4.5], '2.5 on average'],
  [['plain', 'kind', 'plain'], '2 plain, 1 kind'],
  [['a', 'b', 'c'], '1 a, 1 b, …'],
])('says what %j come to', (values, words) => {
  expect(summaryOf(rows(...values), 'correct')?.words).toBe(words);
});

it('counts neither what was expected nor what was replaced', () => {
  const assessments = [makeAssessment({ kind: 'expectation' }), makeAssessment({ valid: false })];
  expect(summaryOf([makeTraceRow(0, { assessments })], 'correct')).toBeNull();
});

it('tells judges that failed from judgements', () => {
  const error = { error_code: 'X', error_message: 'no key', stack_trace: '' };
  const failed = makeTraceRow(1, { assessments: [makeAssessment({ value: null, error })] });
  expect(summaryOf([...rows(true), failed], 'correct')?.words).toBe('100 % yes, 1 failed');
});
