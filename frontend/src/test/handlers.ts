import { HttpResponse, http } from 'msw';
import { evaluationHandlers } from './evaluation-handlers';
import {
  METRIC_KEYS,
  makeExperiment,
  makeJob,
  makeMetric,
  makeProject,
  makeRow,
  makeRun,
  makeSeries,
  makeTarget,
  makeUser,
} from './factories';
import { traceHandlers } from './trace-handlers';

const V1 = '*/api/v1';
const ROWS = 1284;
const brief = { id: 1, email: 'alice@example.org', display_name: 'Alice Liddell', kind: 'person' };

const accounts = [
  http.get(`${V1}/session`, () => HttpResponse.json({ user: makeUser(), csrf_token: 'csrf' })),
  http.delete(`${V1}/session`, () => new HttpResponse(null, { status: 204 })),
  http.get(`${V1}/users`, () => HttpResponse.json({ results: [brief] })),
  http.get(`${V1}/groups`, () =>
    HttpResponse.json({ results: [{ id: 1, name: 'research', members: [brief] }] }),
  ),
  http.get(`${V1}/tokens`, () =>
    HttpResponse.json({
      results: [
        {
          id: 1,
          name: 'laptop',
          prefix: 'nai_3kf9',
          scopes: ['read', 'write'],
          project: 'vision',
          created_at: '2026-11-01T00:00:00Z',
          expires_at: '2027-01-30T00:00:00Z',
          last_used_at: '2026-11-20T20:00:00Z',
          revoked_at: null,
          run_id: null,
        },
        {
          id: 2,
          name: 'ci',
          prefix: 'nai_a81c',
          scopes: ['read'],
          project: null,
          created_at: '2026-10-01T00:00:00Z',
          expires_at: null,
          last_used_at: null,
          revoked_at: '2026-11-02T00:00:00Z',
          run_id: null,
        },
      ],
    }),
  ),
  http.post(`${V1}/tokens`, () =>
    HttpResponse.json({
      token: 'nai_3kf9-secret-of-forty-letters',
      id: 3,
      name: 'new',
      prefix: 'nai_3kf9',
      scopes: ['read'],
      project: null,
      created_at: '2026-11-01T00:00:00Z',
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
      run_id: null,
    }),
  ),
];

const projects = [
  http.get(`${V1}/projects`, () =>
    HttpResponse.json({
      results: [
        makeProject(),
        makeProject({
          key: 'speech',
          name: 'Speech',
          visibility: 'internal',
          role: 'viewer',
          description: '',
          run_count: 88,
        }),
        makeProject({
          key: 'ranking',
          name: 'Ranking',
          role: 'contributor',
          run_count: 0,
          description: 'Learning to rank the catalogue.',
        }),
      ],
    }),
  ),
  http.post(`${V1}/projects`, async ({ request }) => {
    const body = (await request.json()) as { key: string; name: string };
    return HttpResponse.json(makeProject(body));
  }),
  http.get(`${V1}/projects/:key`, ({ params }) =>
    params.key === 'missing'
      ? HttpResponse.json(
          {
            title: 'Not found',
            status: 404,
            code: 'not_found',
            detail: 'No such project.',
            fix: 'Check the address.',
          },
          { status: 404 },
        )
      : HttpResponse.json(
          makeProject({
            key: String(params.key),
            name: params.key === 'vision' ? 'Vision' : String(params.key),
          }),
        ),
  ),
  http.get(`${V1}/projects/:key/members`, () =>
    HttpResponse.json({
      results: [
        { id: 1, role: 'owner', user: brief, group: null, created_at: '2026-10-01T00:00:00Z' },
        {
          id: 2,
          role: 'contributor',
          user: { ...brief, id: 2, email: 'bob@example.org', display_name: 'Bob Stone' },
          group: null,
          created_at: '2026-10-04T00:00:00Z',
        },
        {
          id: 3,
          role: 'viewer',
          user: null,
          group: { id: 1, name: 'research' },
          created_at: '2026-11-04T00:00:00Z',
        },
      ],
    }),
  ),
  http.get(`${V1}/projects/:key/service-accounts`, () =>
    HttpResponse.json({
      results: [
        {
          id: 4,
          role: 'contributor',
          user: { id: 9, email: 'ci@vision.service', display_name: 'ci', kind: 'service' },
          group: null,
          created_at: '2026-10-04T00:00:00Z',
        },
      ],
    }),
  ),
];

const experiments = [
  http.get(`${V1}/projects/:key/experiments`, ({ request }) =>
    HttpResponse.json({
      results: request.url.includes('deleted=true')
        ? []
        : [
            makeExperiment({ is_default: true, name: 'Default', run_count: 3 }),
            makeExperiment({ id: 2, name: 'augment', description: 'Stronger augmentation' }),
            makeExperiment({ id: 3, name: 'distill', last_run_at: null, run_count: 0 }),
          ],
    }),
  ),
  http.get(`${V1}/projects/:key/attributes`, ({ request }) => {
    const query = new URL(request.url).searchParams;
    const kind = query.get('kind') ?? 'metric';
    const paths =
      { metric: METRIC_KEYS, param: ['lr', 'batch_size', 'model'], tag: ['team'] }[kind] ?? [];
    const found = paths.filter((path) => path.includes(query.get('search') ?? ''));
    return HttpResponse.json({ results: found.map((path) => ({ kind, path })), truncated: false });
  }),
];

const runs = [
  http.post(`${V1}/projects/:key/runs/search`, async ({ request }) => {
    const body = (await request.json()) as { limit?: number; page_token?: string; filter?: string };
    if (body.filter?.includes('oops')) {
      return HttpResponse.json(
        {
          title: 'Invalid',
          status: 400,
          code: 'invalid_filter',
          detail: 'Unexpected «oops» at position 1.',
          fix: 'Write for example metrics.loss < 0.5.',
        },
        { status: 400 },
      );
    }
    const from = Number(body.page_token ?? 0);
    const to = Math.min(ROWS, from + (body.limit ?? 50));
    return HttpResponse.json({
      runs: Array.from({ length: to - from }, (_, n) => makeRow(from + n)),
      next_page_token: to < ROWS ? String(to) : null,
      total: ROWS,
    });
  }),
  http.post(`${V1}/projects/:key/runs/:verb`, () => HttpResponse.json({ changed: 1 })),
  http.post(`${V1}/runs/series`, async ({ request }) => {
    const { run_ids, keys } = (await request.json()) as { run_ids: string[]; keys: string[] };
    const series = run_ids.flatMap((id) => keys.map((key) => makeSeries(id, key)));
    return HttpResponse.json({ series, as_of_ms: Date.now() });
  }),
  http.get(`${V1}/runs/:id`, ({ params }) => {
    const row = Array.from({ length: 60 }, (_, n) => makeRow(n)).find(
      (each) => each.run_id === params.id,
    );
    return HttpResponse.json(
      makeRun({
        run_id: String(params.id),
        ...(row ? { name: row.name, status: row.status } : {}),
      }),
    );
  }),
  http.patch(`${V1}/runs/:id`, async ({ request }) =>
    HttpResponse.json(makeRun((await request.json()) as object)),
  ),
  http.get(`${V1}/runs/:id/params`, () =>
    HttpResponse.json({
      results: Object.entries({
        lr: '0.001',
        batch_size: '64',
        model: 'resnet50',
        optimizer: 'adamw',
        'scheduler.name': 'cosine',
        'scheduler.warmup': '500',
        seed: '42',
        data: 's3://bucket/imagenet-mini/v3',
      }).map(([key, value]) => ({ key, value })),
    }),
  ),
  http.get(`${V1}/runs/:id/metrics`, ({ request }) => {
    const query = new URL(request.url).searchParams;
    const found = METRIC_KEYS.filter((key) => key.includes(query.get('search') ?? ''));
    return HttpResponse.json({ results: found.map((key) => makeMetric(key)), total: found.length });
  }),
  http.get(`${V1}/runs/:id/models`, () =>
    HttpResponse.json({
      results: [
        {
          model_id: 'm-1',
          name: 'resnet',
          status: 'READY',
          created_at: '2026-11-20T08:20:00Z',
          artifact_path: 'model',
        },
      ],
    }),
  ),
  http.get(`${V1}/runs/:id/children`, () =>
    HttpResponse.json({ results: [makeRow(7), makeRow(8)], total: 2 }),
  ),
  http.get(`${V1}/runs/:id/console`, () => {
    const text = Array.from({ length: 400 }, (_, n) =>
      n % 40 === 0
        ? `\u001b[32mepoch ${n / 40}\u001b[0m val/accuracy=0.9${n}\n`
        : `step ${n} loss=${(1 / (n + 1)).toFixed(5)} lr=0.001\n`,
    ).join('');
    return HttpResponse.json({
      start: 0,
      end: text.length,
      size: text.length,
      truncated: false,
      text,
      complete: false,
    });
  }),
];

const FILES: Record<string, string> = {
  'config.json': '{"lr": 0.001, "layers": [64, 128], "name": "resnet50"}',
  'predictions.csv': 'id,label,score\n1,cat,0.93\n2,dog,0.71\n3,"owl, barn",0.55\n',
  'README.md':
    '# Model card\n\nTrained on **imagenet-mini**.\n\n| split | acc |\n|---|---|\n| val | 0.91 |\n\n<script>alert(1)</script>',
};

const artifacts = [
  http.get(`${V1}/runs/:id/artifacts`, ({ request }) => {
    const path = new URL(request.url).searchParams.get('path') ?? '';
    const file = (name: string) => ({
      path: path ? `${path}/${name}` : name,
      name,
      is_dir: false,
      size: 1234,
      modified_at: '2026-11-20T08:20:00Z',
      sha256: 'ab12cd34'.repeat(8),
    });
    const folder = { path: 'model', name: 'model', is_dir: true, size: null, modified_at: null };
    return HttpResponse.json({
      path,
      entries:
        path === ''
          ? [folder, ...Object.keys(FILES).map(file)]
          : [file('MLmodel'), file('weights.bin')],
    });
  }),
  http.get(`${V1}/runs/:id/artifacts/content`, ({ request }) => {
    const path = new URL(request.url).searchParams.get('path') ?? '';
    return HttpResponse.text(FILES[path] ?? 'flavors:\n  python_function: {}\n');
  }),
];

const jobs = [
  http.get(`${V1}/projects/:key/jobs`, () =>
    HttpResponse.json({
      results: [
        makeJob(),
        makeJob({
          id: 'a'.repeat(36),
          name: 'sweep-7',
          state: 'QUEUED',
          reason: 'Waiting for 1 GPU on target cluster (4 of 4 in use).',
          target: 'cluster',
          started_at: null,
        }),
        makeJob({
          id: 'b'.repeat(36),
          name: 'evaluate',
          state: 'SUCCEEDED',
          reason: '',
          ended_at: '2026-11-20T08:00:00Z',
          exit_code: 0,
        }),
        makeJob({
          id: 'c'.repeat(36),
          name: 'broken',
          state: 'FAILED',
          reason: 'The command ended with exit code 1.',
          exit_code: 1,
          ended_at: '2026-11-20T07:58:00Z',
        }),
      ],
      next_page_token: null,
    }),
  ),
  http.post(`${V1}/projects/:key/jobs`, () => HttpResponse.json(makeJob())),
  http.post(`${V1}/projects/:key/code`, () =>
    HttpResponse.json({ code_id: 'c1', sha256: 'ff', size: 10, files: ['train.py'] }),
  ),
  http.get(`${V1}/projects/:key/targets`, () =>
    HttpResponse.json({
      results: [
        makeTarget(),
        makeTarget({
          name: 'cluster',
          kind: 'kubernetes',
          enforced: ['cpus', 'memory', 'gpus', 'time limit'],
          capacity: { cpus: 64, memory_mb: 262_144, gpus: 4 },
        }),
      ],
    }),
  ),
  http.get(`${V1}/jobs/:id`, ({ params }) => HttpResponse.json(makeJob({ id: String(params.id) }))),
  http.post(`${V1}/jobs/:id/:verb`, ({ params }) =>
    HttpResponse.json(makeJob({ id: String(params.id), state: 'CANCELLING' })),
  ),
];

/** A back end that answers from memory: for tests, and for looking at pages without a server. */
export const handlers = [
  ...accounts,
  ...projects,
  ...experiments,
  ...runs,
  ...artifacts,
  ...jobs,
  ...traceHandlers,
  ...evaluationHandlers,
];
