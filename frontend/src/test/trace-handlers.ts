import { HttpResponse, http } from 'msw';
import { makeAssessment, makeTrace, makeTraceRow } from './trace-factories';

const V1 = '*/api/v1';
const ROWS = 250;

/** Traces as the server answers for them, from memory. */
export const traceHandlers = [
  http.post(`${V1}/projects/:key/traces/search`, async ({ request }) => {
    const body = (await request.json()) as { limit: number; page_token: string; filter: string };
    if (body.filter.includes('oops')) {
      return HttpResponse.json(
        {
          title: 'Invalid',
          status: 400,
          code: 'invalid_filter',
          detail: 'Unexpected «oops» at position 1.',
          fix: "Write for example tags.team = 'search'.",
        },
        { status: 400 },
      );
    }
    const from = Number(body.page_token || 0);
    const to = Math.min(ROWS, from + body.limit);
    return HttpResponse.json({
      traces: Array.from({ length: to - from }, (_, n) => makeTraceRow(from + n)),
      next_page_token: to < ROWS ? String(to) : null,
    });
  }),
  http.get(`${V1}/runs/:id/traces`, () =>
    HttpResponse.json({ traces: [makeTraceRow(0)], next_page_token: null }),
  ),
  http.get(`${V1}/traces/:id`, ({ params }) =>
    HttpResponse.json(makeTrace({ trace_id: String(params.id) })),
  ),
  http.patch(`${V1}/traces/:id`, ({ params }) =>
    HttpResponse.json(makeTrace({ trace_id: String(params.id) })),
  ),
  http.post(`${V1}/traces/:id/assessments`, () =>
    HttpResponse.json(makeAssessment(), { status: 201 }),
  ),
  http.patch(`${V1}/traces/:id/assessments/:assessment`, () => HttpResponse.json(makeAssessment())),
  http.delete(
    `${V1}/traces/:id/assessments/:assessment`,
    () => new HttpResponse(null, { status: 204 }),
  ),
  http.post(`${V1}/experiments/:id/traces/delete`, () => HttpResponse.json({ deleted: 1 })),
];
