import { Group, Table, Text } from '@mantine/core';
import { IconArrowsDiff, IconArrowsLeftRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Project, TraceDetails } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { formatCount, formatDuration } from '@/lib/format';
import { compact, text } from '@/lib/search-params';
import { Diff } from '@/ui/diff';
import { jsonText } from '@/ui/json-block';
import { LinkAnchor, LinkButton } from '@/ui/link';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import { AssessmentCell } from '../assessments/assessment-cell';
import { traceQuery } from '../queries';
import { TraceStateBadge } from '../trace-state';
import { arrange } from '../view/span-rows';
import classes from './compare.module.css';

export interface TraceCompareView {
  before?: string;
  after?: string;
}

export const validateTraceCompare = (search: Record<string, unknown>): TraceCompareView =>
  compact({ before: text(search, 'before'), after: text(search, 'after') });

/** Two traces beside each other: what was asked, what was answered, what is thought of it. */
export function TraceComparePage({ project, view }: { project: Project; view: TraceCompareView }) {
  const { before, after } = view;
  const params = { key: project.key };
  return (
    <Page
      title="Compare traces"
      crumbs={projectCrumbs(
        project,
        <Link key="traces" to="/projects/$key/traces" params={params} className="quiet">
          Traces
        </Link>,
      )}
      actions={
        before &&
        after && (
          <LinkButton
            to="/projects/$key/traces/compare"
            params={params}
            search={{ before: after, after: before }}
            variant="default"
            leftSection={<IconArrowsLeftRight size={15} />}
          >
            Swap
          </LinkButton>
        )
      }
    >
      {before && after ? (
        <Both before={before} after={after} />
      ) : (
        <EmptyState
          icon={<IconArrowsDiff size={22} />}
          title="Choose two traces"
          action={
            <LinkButton to="/projects/$key/traces" params={params} variant="default">
              Go to the traces
            </LinkButton>
          }
        >
          Tick two rows of the list of traces, then press Compare.
        </EmptyState>
      )}
    </Page>
  );
}

function Both({ before, after }: { before: string; after: string }) {
  const first = useQuery(traceQuery(before));
  const second = useQuery(traceQuery(after));
  return (
    <QueryView query={first}>
      {(one) => (
        <QueryView query={second}>{(other) => <Comparison traces={[one, other]} />}</QueryView>
      )}
    </QueryView>
  );
}

function Comparison({ traces }: { traces: [TraceDetails, TraceDetails] }) {
  const [before, after] = traces;
  const names = [
    ...new Set(traces.flatMap(({ assessments }) => assessments.map(({ name }) => name))),
  ].sort((a, b) => a.localeCompare(b));
  const facts: [string, (trace: TraceDetails) => ReactNode][] = [
    ['State', (trace) => <TraceStateBadge state={trace.state} />],
    ['Began', (trace) => <RelativeTime at={new Date(trace.request_time_ms).toISOString()} />],
    ['Duration', (trace) => <span className="num">{formatDuration(trace.duration_ms)}</span>],
    ['Spans', (trace) => <span className="num">{formatCount(trace.spans.length)}</span>],
    ['Tokens', (trace) => tokens(trace)],
    ...names.map((name): [string, (trace: TraceDetails) => ReactNode] => [
      name,
      (trace) => <AssessmentCell assessments={trace.assessments} name={name} />,
    ]),
  ];
  return (
    <div className={classes.stack}>
      <Table.ScrollContainer minWidth={520}>
        <Table verticalSpacing={6} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={160}>
                <span className="visually-hidden">What</span>
              </Table.Th>
              {traces.map((trace) => (
                <Table.Th key={trace.trace_id}>
                  <LinkAnchor
                    to="/projects/$key/traces/$traceId"
                    params={{ key: trace.project_key, traceId: trace.trace_id }}
                    size="sm"
                    title={trace.trace_id}
                  >
                    {trace.name || trace.trace_id}
                  </LinkAnchor>{' '}
                  <Text span size="xs" c="dimmed" className="mono">
                    {trace.trace_id.slice(0, 11)}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {facts.map(([name, show]) => (
              <Table.Tr key={name}>
                <Table.Th fw={400} c="dimmed" scope="row">
                  {name}
                </Table.Th>
                {traces.map((trace) => (
                  <Table.Td key={trace.trace_id}>{show(trace)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {(['inputs', 'outputs'] as const).map((part) => (
        <Panel
          key={part}
          flush
          title={part === 'inputs' ? 'Inputs' : 'Outputs'}
          actions={
            <Group gap="xs">
              <Text size="xs" c="dimmed">
                − the first, + the second
              </Text>
            </Group>
          }
        >
          <Diff
            before={said(before, part)}
            after={said(after, part)}
            same={`Both have the same ${part}.`}
          />
        </Panel>
      ))}
    </div>
  );
}

const said = (trace: TraceDetails, part: 'inputs' | 'outputs'): string =>
  jsonText(arrange(trace.spans)[0]?.span[part] ?? '');

function tokens({ usage }: TraceDetails): ReactNode {
  return usage.total_tokens === null ? (
    '–'
  ) : (
    <span className="num">{formatCount(usage.total_tokens)}</span>
  );
}
