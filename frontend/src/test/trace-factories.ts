import type { Assessment, Span, TraceDetails, TraceRow } from '@/api/types';

const START = Date.parse('2026-11-20T08:00:00Z');

export const makeSpan = (fields: Partial<Span> = {}): Span => ({
  span_id: 's1',
  parent_id: null,
  name: 'answer',
  type: 'CHAIN',
  status: 'OK',
  status_message: '',
  start_ms: 0,
  duration_ms: 120,
  inputs: { question: 'What is a naiad?' },
  outputs: 'A water nymph.',
  attributes: {},
  events: [],
  links: [],
  ...fields,
});

export const makeAssessment = (fields: Partial<Assessment> = {}): Assessment => ({
  assessment_id: 'a-1',
  name: 'correct',
  kind: 'feedback',
  value: true,
  error: null,
  source_type: 'HUMAN',
  source_id: 'alice@example.org',
  span_id: '',
  rationale: 'As in the book.',
  overrides: '',
  valid: true,
  metadata: {},
  create_time_ms: START,
  update_time_ms: START,
  ...fields,
});

export const makeTraceRow = (n = 0, fields: Partial<TraceRow> = {}): TraceRow => ({
  trace_id: `tr-${String(n).padStart(32, '0')}`,
  experiment_id: 1,
  experiment_name: 'baseline',
  name: ['answer', 'retrieve', 'summarise'][n % 3] ?? 'answer',
  state: n % 7 === 3 ? 'ERROR' : 'OK',
  request_time_ms: START - n * 60_000,
  duration_ms: 120 + n * 13,
  request_preview: '{"question": "What is a naiad?"}',
  response_preview: 'A water nymph.',
  client_request_id: '',
  session_id: n % 2 === 0 ? 'session-1' : '',
  user: '',
  run_ids: [],
  span_count: 3,
  usage: { input_tokens: 320, output_tokens: 48, total_tokens: 368, total_cost: 0.0021 },
  tags: { team: 'search' },
  assessments: n % 2 === 0 ? [makeAssessment()] : [],
  ...fields,
});

export const makeTrace = (fields: Partial<TraceDetails> = {}): TraceDetails => ({
  ...makeTraceRow(0),
  project_key: 'vision',
  project_name: 'Vision',
  experiment_name: 'baseline',
  role: 'owner',
  can_annotate: true,
  can_delete: true,
  metadata: { 'mlflow.trace.session': 'session-1' },
  prompts: [{ name: 'greeting', version: '2' }],
  spans: [
    makeSpan(),
    makeSpan({
      span_id: 's2',
      parent_id: 's1',
      name: 'retrieve',
      type: 'RETRIEVER',
      start_ms: 4,
      duration_ms: 30,
    }),
    makeSpan({
      span_id: 's3',
      parent_id: 's1',
      name: 'chat',
      type: 'CHAT_MODEL',
      start_ms: 36,
      duration_ms: 80,
      inputs: { messages: [{ role: 'user', content: 'What is a naiad?' }] },
      outputs: { choices: [{ message: { role: 'assistant', content: 'A water nymph.' } }] },
    }),
  ],
  ...fields,
});
