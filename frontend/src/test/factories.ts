import type {
  Experiment,
  Job,
  Metric,
  Project,
  Run,
  RunRow,
  RunStatus,
  Series,
  Target,
  User,
} from '@/api/types';

const START = Date.parse('2026-11-20T08:00:00Z');
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const hex = (n: number): string =>
  (n * 2654435761).toString(16).padStart(8, '0').slice(-8).repeat(4);

export const makeUser = (fields: Partial<User> = {}): User => ({
  id: 1,
  email: 'alice@example.org',
  display_name: 'Alice Liddell',
  kind: 'person',
  is_admin: true,
  is_active: true,
  has_password: true,
  ...fields,
});

export const makeProject = (fields: Partial<Project> = {}): Project => ({
  key: 'vision',
  name: 'Vision',
  description: 'Image classifiers for the sorting line.',
  visibility: 'private',
  role: 'owner',
  created_at: at(-90_000),
  run_count: 1284,
  experiment_count: 6,
  member_count: 4,
  ...fields,
});

export const makeExperiment = (fields: Partial<Experiment> = {}): Experiment => ({
  id: 1,
  project_key: 'vision',
  name: 'baseline',
  description: '',
  is_default: false,
  deleted: false,
  created_at: at(-40_000),
  updated_at: at(-400),
  run_count: 214,
  last_run_at: at(-30),
  tags: {},
  ...fields,
});

const STATUSES: RunStatus[] = ['RUNNING', 'FINISHED', 'FINISHED', 'FAILED', 'FINISHED', 'KILLED'];
const ADJECTIVES = ['quiet', 'amber', 'brisk', 'gentle', 'lucid', 'rapid', 'sable', 'vivid'];
const NOUNS = ['heron', 'otter', 'spruce', 'delta', 'lagoon', 'comet', 'finch', 'reed'];

export const makeRow = (n = 0, fields: Partial<RunRow> = {}): RunRow => {
  const status = STATUSES[n % STATUSES.length] ?? 'FINISHED';
  return {
    run_id: hex(n + 1),
    name: `${ADJECTIVES[n % 8]}-${NOUNS[(n * 3) % 8]}-${n}`,
    status,
    deleted: false,
    experiment_id: 1 + (n % 3),
    experiment_name: ['baseline', 'augment', 'distill'][n % 3] ?? 'baseline',
    user: { id: 1, email: 'alice@example.org', display_name: 'Alice Liddell' },
    started_at: at(-n * 37),
    ended_at: status === 'RUNNING' ? null : at(-n * 37 + 24),
    duration_ms: status === 'RUNNING' ? null : 1_440_000,
    parent_run_id: null,
    job_id: n % 4 === 0 ? '5f0e1d2c-1111-4222-8333-444455556666' : null,
    params: {
      lr: String(0.001 * (1 + (n % 5))),
      batch_size: String(32 << (n % 4)),
      model: 'resnet50',
    },
    metrics: { 'train/loss': 0.9 / (n + 1), 'val/accuracy': 0.9 - 0.01 * (n % 20), epoch: n },
    tags: { team: 'vision' },
    ...fields,
  };
};

export const makeRun = (fields: Partial<Run> = {}): Run => {
  const { params: _params, metrics: _metrics, ...row } = makeRow(0);
  return {
    ...row,
    description: '## Why\nTry a **larger** batch with the cosine schedule.',
    project: { key: 'vision', name: 'Vision', role: 'owner' },
    source_name: 'train.py',
    source_type: 'LOCAL',
    artifact_uri: 'mlflow-artifacts:/vision/1/abc',
    metric_count: 14,
    param_count: 9,
    tags: { team: 'vision', stage: 'ablation' },
    can: { write: true, annotate: true, delete: true },
    ...fields,
  };
};

export const METRIC_KEYS = [
  'train/loss',
  'train/accuracy',
  'train/lr',
  'train/grad_norm',
  'val/loss',
  'val/accuracy',
  'val/f1',
  'epoch',
  'throughput',
  'system/cpu_percent',
  'system/memory_mb',
  'system/gpu_0_utilization',
];

export const makeMetric = (key: string, fields: Partial<Metric> = {}): Metric => ({
  key,
  value: 0.1234567 + key.length / 100,
  step: 4999,
  timestamp_ms: START,
  min: 0.02,
  max: 2.4,
  count: 5000,
  ...fields,
});

export const makeSeries = (run_id: string, key: string, fields: Partial<Series> = {}): Series => {
  const seed = [...(key + run_id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const x = Array.from({ length: 300 }, (_, n) => n * 16);
  const rising = /accuracy|f1/.test(key);
  const y = x.map((step, n) => {
    const noise = Math.sin(n * 1.7 + seed) * 0.03 + Math.sin(n * 0.13 * (1 + (seed % 3))) * 0.02;
    const decay = Math.exp(-step / (900 + (seed % 7) * 120));
    return (rising ? 0.95 - 0.7 * decay : 0.08 + 1.9 * decay) + noise;
  });
  return {
    run_id,
    key,
    total: 4800,
    exact: false,
    error: '',
    x,
    y,
    min: y.map((value) => value - 0.05),
    max: y.map((value) => value + 0.06),
    nonfinite: key === 'train/loss' ? [{ x: 2400, value: 'NaN' }] : [],
    ...fields,
  };
};

export const makeJob = (fields: Partial<Job> = {}): Job => ({
  id: '5f0e1d2c-1111-4222-8333-444455556666',
  name: 'train-resnet',
  project_key: 'vision',
  command: 'python train.py --epochs 30',
  state: 'RUNNING',
  reason: 'Running on target local.',
  target: 'local',
  code_id: null,
  resources: { cpus: 2, memory_mb: 4096, gpus: 0 },
  environment: { DATA_ROOT: '•••', WANDB_MODE: '•••' },
  priority: 0,
  max_retries: 2,
  time_limit_seconds: 7200,
  run_id: hex(1),
  created_by: { id: 1, email: 'alice@example.org', display_name: 'Alice Liddell', kind: 'person' },
  created_at: at(-30),
  queued_at: at(-30),
  started_at: at(-29),
  ended_at: null,
  exit_code: null,
  attempts: [
    {
      number: 1,
      state: 'FAILED',
      reason: 'The process was killed: out of memory.',
      exit_code: 137,
      exit_reason: 'oom',
      run_id: hex(1),
      external_name: 'naiad-5f0e1d2c-1',
      created_at: at(-60),
      started_at: at(-59),
      ended_at: at(-40),
    },
    {
      number: 2,
      state: 'RUNNING',
      reason: '',
      exit_code: null,
      exit_reason: '',
      run_id: hex(1),
      external_name: 'naiad-5f0e1d2c-2',
      created_at: at(-30),
      started_at: at(-29),
      ended_at: null,
    },
  ],
  can: { cancel: true, retry: false },
  ...fields,
});

export const makeTarget = (fields: Partial<Target> = {}): Target => ({
  name: 'local',
  kind: 'local',
  state: 'ready',
  enforced: ['time limit', 'memory'],
  capacity: { cpus: 8, memory_mb: 32_768, gpus: 0 },
  running: 1,
  queued: 2,
  message: '',
  ...fields,
});
