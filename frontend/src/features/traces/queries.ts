import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Assessment, TraceDetails, TracePage } from '@/api/types';
import type { TagPatch } from '@/ui/tag-editor';
import type { TraceSearchBody } from './table/trace-search';

export const PAGE_SIZE = 100;

/** Where a list of traces looks: in a project, or at what one run made or is linked to. */
export type TracesOf = { projectKey: string; runId?: string };

function fetchPage(of: TracesOf, body: TraceSearchBody, token: string): Promise<TracePage> {
  const page = { limit: PAGE_SIZE, page_token: token };
  if (of.runId !== undefined) {
    return unwrap(
      api.GET('/api/v1/runs/{run_id}/traces', {
        params: { path: { run_id: of.runId }, query: { ...page, filter: body.filter } },
      }),
    );
  }
  return unwrap(
    api.POST('/api/v1/projects/{key}/traces/search', {
      params: { path: { key: of.projectKey } },
      body: { ...body, ...page, run_id: '' },
    }),
  );
}

export type TracePages = InfiniteData<TracePage, string>;

export const tracesQuery = (of: TracesOf, body: TraceSearchBody) =>
  infiniteQueryOptions({
    queryKey: ['traces', of.projectKey, of.runId ?? null, body],
    queryFn: ({ pageParam }) => fetchPage(of, body, pageParam),
    initialPageParam: '',
    getNextPageParam: (page: TracePage) => page.next_page_token || undefined,
    retry: false,
  });

const one = (traceId: string) => ({ params: { path: { trace_id: traceId } } });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ['trace', traceId],
    queryFn: () => unwrap(api.GET('/api/v1/traces/{trace_id}', one(traceId))),
  });

export const tagTrace = (traceId: string, patch: TagPatch): Promise<TraceDetails> =>
  unwrap(
    api.PATCH('/api/v1/traces/{trace_id}', {
      ...one(traceId),
      body: { tags: patch.set_tags ?? {}, removed: patch.remove_tags ?? [] },
    }),
  );

export const deleteTraces = (experimentId: number, trace_ids: string[]) =>
  unwrap(
    api.POST('/api/v1/experiments/{experiment_id}/traces/delete', {
      params: { path: { experiment_id: experimentId } },
      body: { trace_ids },
    }),
  );

export interface AssessmentDraft {
  kind: 'feedback' | 'expectation';
  name: string;
  value: unknown;
  rationale: string;
}

export const addAssessment = (
  traceId: string,
  draft: AssessmentDraft,
  spanId: string,
): Promise<Assessment> =>
  unwrap(
    api.POST('/api/v1/traces/{trace_id}/assessments', {
      ...one(traceId),
      body: { ...draft, span_id: spanId, overrides: '' },
    }),
  );

const assessment = (traceId: string, id: string) => ({
  params: { path: { trace_id: traceId, assessment_id: id } },
});

export const changeAssessment = (
  traceId: string,
  id: string,
  { name, value, rationale }: AssessmentDraft,
): Promise<Assessment> =>
  unwrap(
    api.PATCH('/api/v1/traces/{trace_id}/assessments/{assessment_id}', {
      ...assessment(traceId, id),
      body: { name, value, rationale },
    }),
  );

export const deleteAssessment = (traceId: string, id: string): Promise<unknown> =>
  unwrap(
    api.DELETE('/api/v1/traces/{trace_id}/assessments/{assessment_id}', assessment(traceId, id)),
  );
