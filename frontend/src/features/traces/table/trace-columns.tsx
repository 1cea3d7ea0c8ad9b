import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TraceRow } from '@/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import { RelativeTime } from '@/ui/time';
import { AssessmentChip } from '../assessments/assessment-chip';
import { TraceStateBadge } from '../trace-state';

export interface TraceColumn {
  id: string;
  label: string;
  width: number;
  align?: 'right';
  cell: (trace: TraceRow, projectKey: string) => ReactNode;
}

const absent = <span aria-hidden="true">–</span>;
const text = (value: string): ReactNode =>
  value === '' ? absent : <span title={value.slice(0, 600)}>{value.slice(0, 200)}</span>;
const money = (cost: number): string => `$${cost < 0.01 ? cost.toPrecision(2) : cost.toFixed(2)}`;

function Tokens({ trace: { usage } }: { trace: TraceRow }) {
  if (usage.total_tokens === null) return absent;
  const words = [
    usage.input_tokens !== null && `${formatCount(usage.input_tokens)} in`,
    usage.output_tokens !== null && `${formatCount(usage.output_tokens)} out`,
    usage.total_cost !== null && money(usage.total_cost),
  ].filter(Boolean);
  return <span title={words.join(', ')}>{formatCount(usage.total_tokens)}</span>;
}

function Runs({ trace, projectKey }: { trace: TraceRow; projectKey: string }) {
  const [first, ...more] = trace.run_ids;
  if (!first) return absent;
  return (
    <>
      <Link
        to="/projects/$key/runs/$runId"
        params={{ key: projectKey, runId: first }}
        className="quiet mono"
      >
        {first.slice(0, 8)}
      </Link>
      {more.length > 0 && <span> +{more.length}</span>}
    </>
  );
}

const CHIPS = 2;

function Assessments({ trace }: { trace: TraceRow }) {
  const valid = trace.assessments.filter((each) => each.valid);
  if (valid.length === 0) return absent;
  return (
    <>
      {valid.slice(0, CHIPS).map((each) => (
        <span key={each.assessment_id}>
          <AssessmentChip assessment={each} />{' '}
        </span>
      ))}
      {valid.length > CHIPS && <span>+{valid.length - CHIPS}</span>}
    </>
  );
}

function Tags({ tags }: { tags: Record<string, string> }) {
  const words = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
  return text(words.join(', '));
}

export const TRACE_COLUMNS: TraceColumn[] = [
  {
    id: 'state',
    label: 'State',
    width: 136,
    cell: (trace) => <TraceStateBadge state={trace.state} />,
  },
  {
    id: 'time',
    label: 'Time',
    width: 104,
    cell: (trace) => <RelativeTime at={new Date(trace.request_time_ms).toISOString()} />,
  },
  {
    id: 'duration',
    label: 'Duration',
    width: 92,
    align: 'right',
    cell: (trace) => formatDuration(trace.duration_ms),
  },
  {
    id: 'tokens',
    label: 'Tokens',
    width: 84,
    align: 'right',
    cell: (trace) => <Tokens trace={trace} />,
  },
  { id: 'request', label: 'Request', width: 280, cell: (trace) => text(trace.request_preview) },
  { id: 'response', label: 'Response', width: 280, cell: (trace) => text(trace.response_preview) },
  {
    id: 'run',
    label: 'Run',
    width: 120,
    cell: (trace, projectKey) => <Runs trace={trace} projectKey={projectKey} />,
  },
  {
    id: 'assessments',
    label: 'Assessments',
    width: 300,
    cell: (trace) => <Assessments trace={trace} />,
  },
  { id: 'tags', label: 'Tags', width: 200, cell: (trace) => <Tags tags={trace.tags} /> },
  { id: 'session', label: 'Session', width: 120, cell: (trace) => text(trace.session_id) },
  { id: 'user', label: 'User', width: 120, cell: (trace) => text(trace.user) },
];
