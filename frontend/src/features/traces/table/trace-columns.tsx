import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TraceRow } from '@/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import type { GridColumn } from '@/ui/grid/columns';
import { RelativeTime } from '@/ui/time';
import { AssessmentCell } from '../assessments/assessment-cell';
import { TraceStateBadge } from '../trace-state';

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

function Tags({ tags }: { tags: Record<string, string> }) {
  const words = Object.entries(tags).map(([key, value]) => `${key}: ${value}`);
  return text(words.join(', '));
}

/** A preview as people read it: the one thing it holds rather than the braces around it. */
export function brief(preview: string): string {
  if (!/^[{"]/.test(preview)) return preview;
  try {
    const held: unknown = JSON.parse(preview);
    const values = typeof held === 'object' && held !== null ? Object.values(held) : [held];
    return values.length === 1 && typeof values[0] === 'string' ? values[0] : preview;
  } catch {
    // It was cut off.
    return preview;
  }
}

function Preview({ of }: { of: string }) {
  if (of === '') return absent;
  return <span title={of.slice(0, 600)}>{brief(of).slice(0, 200)}</span>;
}

const MOST_JUDGED = 10;

/** The names that the traces are judged by, in the order of the alphabet. */
export const judgedIn = (traces: readonly TraceRow[]): string[] =>
  [...new Set(traces.flatMap(({ assessments }) => assessments.map(({ name }) => name)))]
    .sort((a, b) => a.localeCompare(b))
    .slice(0, MOST_JUDGED);

const judgedColumn = (name: string): GridColumn<TraceRow> => ({
  id: `assessment.${name}`,
  label: name,
  title: `${name} (assessment)`,
  width: Math.max(96, Math.min(200, name.length * 7.2 + 42)),
  cell: (trace) => <AssessmentCell assessments={trace.assessments} name={name} />,
});

const STATE: GridColumn<TraceRow> = {
  id: 'state',
  label: 'State',
  width: 124,
  cell: (trace) => <TraceStateBadge state={trace.state} />,
};

const MEASURES: GridColumn<TraceRow>[] = [
  {
    id: 'time',
    label: 'Time',
    width: 104,
    sortable: true,
    cell: (trace) => <RelativeTime at={new Date(trace.request_time_ms).toISOString()} />,
  },
  {
    id: 'duration',
    label: 'Duration',
    width: 96,
    align: 'right',
    sortable: true,
    cell: (trace) => formatDuration(trace.duration_ms),
  },
  {
    id: 'tokens',
    label: 'Tokens',
    width: 84,
    align: 'right',
    cell: (trace) => <Tokens trace={trace} />,
  },
];

const SAID: GridColumn<TraceRow>[] = [
  {
    id: 'request',
    label: 'Request',
    width: 260,
    cell: (trace) => <Preview of={trace.request_preview} />,
  },
  {
    id: 'response',
    label: 'Response',
    width: 260,
    cell: (trace) => <Preview of={trace.response_preview} />,
  },
];

const LABELS: GridColumn<TraceRow>[] = [
  { id: 'tags', label: 'Tags', width: 200, cell: (trace) => <Tags tags={trace.tags} /> },
  { id: 'session', label: 'Session', width: 120, cell: (trace) => text(trace.session_id) },
  { id: 'user', label: 'User', width: 120, cell: (trace) => text(trace.user) },
];

/** The table's columns; each name that is judged by has one of its own. */
export const traceColumns = (
  projectKey: string,
  judged: readonly string[],
): GridColumn<TraceRow>[] => [
  STATE,
  ...MEASURES,
  ...SAID,
  ...judged.map(judgedColumn),
  {
    id: 'run',
    label: 'Run',
    width: 120,
    cell: (trace) => <Runs trace={trace} projectKey={projectKey} />,
  },
  ...LABELS,
];

/** Of a run's traces: what was asked, answered and thought of it comes first. */
export const runTraceColumns = (judged: readonly string[]): GridColumn<TraceRow>[] => [
  STATE,
  ...SAID,
  ...judged.map(judgedColumn),
  ...MEASURES,
  ...LABELS,
];
