import { expect, it } from 'vitest';
import { makeSpan } from '@/test/trace-factories';
import { arrange, barOf, totalOf, visibleRows } from './span-rows';

const spans = [
  makeSpan({ span_id: 'root', parent_id: null, start_ms: 0, duration_ms: 100 }),
  makeSpan({ span_id: 'a', parent_id: 'root', start_ms: 10, duration_ms: 40 }),
  makeSpan({ span_id: 'b', parent_id: 'root', start_ms: 50, duration_ms: null }),
  makeSpan({ span_id: 'a1', parent_id: 'a', start_ms: 20, duration_ms: 10 }),
  makeSpan({ span_id: 'lost', parent_id: 'not here', start_ms: 60, duration_ms: 5 }),
];

const names = (rows: readonly { span: { span_id: string }; depth: number }[]) =>
  rows.map(({ span, depth }) => `${depth}${span.span_id}`);

it('puts children below their parents, and a span without its parent at the root', () => {
  expect(names(arrange(spans))).toEqual(['0root', '1a', '2a1', '1b', '0lost']);
});

it('hides what lies below a collapsed span, and nothing else', () => {
  const rows = arrange(spans);
  expect(names(visibleRows(rows, new Set(['a'])))).toEqual(['0root', '1a', '1b', '0lost']);
  expect(names(visibleRows(rows, new Set(['root'])))).toEqual(['0root', '0lost']);
});

it('shows spans that point at each other in a circle', () => {
  const circle = [
    makeSpan({ span_id: 'x', parent_id: 'y' }),
    makeSpan({ span_id: 'y', parent_id: 'x' }),
    makeSpan({ span_id: 'z', parent_id: 'z' }),
  ];
  expect(arrange(circle)).toHaveLength(3);
});

it('arranges a chain of five thousand spans', () => {
  const chain = Array.from({ length: 5_000 }, (_, n) =>
    makeSpan({ span_id: `s${n}`, parent_id: n === 0 ? null : `s${n - 1}` }),
  );
  expect(arrange(chain).at(-1)?.depth).toBe(4_999);
});

it('measures bars in shares of the whole; what has not ended reaches its end', () => {
  const total = totalOf(spans);
  expect(total).toBe(100);
  const [, a, b] = spans;
  expect(a && barOf(a, total)).toEqual({ left: 0.1, width: 0.4 });
  expect(b && barOf(b, total)).toEqual({ left: 0.5, width: 0.5 });
});
