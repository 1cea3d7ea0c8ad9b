import { HttpResponse, http } from 'msw';
import type { Dataset, DatasetRecord, DatasetRow, Scorer } from '@/api/types';

const V1 = '*/api/v1';
const AT = Date.parse('2026-11-20T08:00:00Z');

const row: DatasetRow = {
  dataset_id: 'd-1',
  project_key: 'vision',
  name: 'questions',
  digest: 'ab12cd34',
  record_count: 1,
  tags: { team: 'search' },
  created_by: 'alice@example.org',
  last_updated_by: 'alice@example.org',
  created_time_ms: AT,
  last_update_time_ms: AT,
};

export const makeDataset = (fields: Partial<Dataset> = {}): Dataset => ({
  ...row,
  project_name: 'Vision',
  role: 'owner',
  can_annotate: true,
  can_write: true,
  can_delete: true,
  experiments: [{ id: 1, name: 'baseline' }],
  schema: { inputs: { question: 'string' }, outputs: {}, expectations: { answer: 'string' } },
  ...fields,
});

const record: DatasetRecord = {
  record_id: 'dr-1',
  inputs: { question: 'What is a naiad?' },
  outputs: null,
  expectations: { answer: 'A water nymph.' },
  tags: {},
  source_type: 'TRACE',
  source_id: 'tr-1',
  source_data: {},
  created_by: 'alice@example.org',
  last_updated_by: 'alice@example.org',
  created_time_ms: AT,
  last_update_time_ms: AT,
};

const scorer: Scorer = {
  scorer_id: 's-1',
  experiment_id: 1,
  name: 'correctness',
  version: 2,
  kind: 'judge',
  description: '',
  instructions: 'Is {{ outputs }} right?',
  model: 'openai:/judge',
  code: '',
  created_time_ms: AT,
  sample_rate: null,
};

/** Evaluation datasets and scorers as the server answers for them, from memory. */
export const evaluationHandlers = [
  http.get(`${V1}/projects/:key/evaluation-datasets`, ({ request }) =>
    HttpResponse.json({
      results: request.url.includes('nothing') ? [] : [row],
      next_page_token: null,
    }),
  ),
  http.get(`${V1}/evaluation-datasets/:id`, () => HttpResponse.json(makeDataset())),
  http.get(`${V1}/evaluation-datasets/:id/records`, () =>
    HttpResponse.json({ results: [record], next_page_token: null }),
  ),
  http.get(`${V1}/experiments/:id/scorers`, () => HttpResponse.json({ results: [scorer] })),
  http.get(`${V1}/experiments/:id/scorers/versions`, () =>
    HttpResponse.json({
      results: [scorer, { ...scorer, version: 1, instructions: 'Is it right?' }],
    }),
  ),
];
