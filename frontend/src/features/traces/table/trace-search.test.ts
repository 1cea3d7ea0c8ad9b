import { expect, it } from 'vitest';
import { asFilter, traceSearchBody, validateTracesView } from './trace-search';

it('looks for plain words in what traces say', () => {
  expect(asFilter(" it's slow ")).toBe("trace.text ILIKE '%it''s slow%'");
});

it.each(["tags.team = 'a'", 'execution_time_ms > 5', "name LIKE 'x%'", 'tags.a IS NOT NULL'])(
  'leaves %s as it is',
  (filter) => {
    expect(asFilter(filter)).toBe(filter);
  },
);

it('joins the typed filter with the quick ones', () => {
  const view = validateTracesView({
    filter: "tags.team = 'a'",
    state: 'ERROR',
    range: '1h',
    sort: 'slowest',
    experiments: [3],
  });
  expect(traceSearchBody(view, 10_000_000)).toEqual({
    filter: "tags.team = 'a' AND trace.status = 'ERROR' AND trace.timestamp_ms >= 6400000",
    order_by: ['execution_time_ms DESC'],
    experiment_ids: [3],
  });
});

it('drops what an address makes up', () => {
  expect(validateTracesView({ state: 'GONE', range: 'ever', sort: 1, experiments: 'x' })).toEqual(
    {},
  );
});
