import { Button, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { TraceDetails } from '@/api/types';
import { formatCount, formatDuration, plural } from '@/lib/format';
import { compact, number } from '@/lib/search-params';
import { Facts } from '@/ui/facts';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { RelativeTime } from '@/ui/time';

/** Where the trace is from, what it cost, and what it belongs to. */
export function TraceFacts({ trace }: { trace: TraceDetails }) {
  const [all, setAll] = useState(false);
  const key = trace.project_key;
  const { usage } = trace;
  const facts: [string, ReactNode][] = [
    ['Began', <RelativeTime key="at" at={new Date(trace.request_time_ms).toISOString()} />],
    ['Duration', formatDuration(trace.duration_ms)],
    ['Spans', formatCount(trace.spans.length)],
    [
      'Experiment',
      <LinkAnchor
        key="experiment"
        to="/projects/$key/traces"
        params={{ key }}
        search={{ experiments: [trace.experiment_id] }}
        size="sm"
      >
        {trace.experiment_name}
      </LinkAnchor>,
    ],
  ];
  if (usage.total_tokens !== null) facts.push(['Tokens', tokenWords(usage)]);
  if (usage.total_cost !== null)
    facts.push(['Cost', `$${Number(usage.total_cost.toPrecision(3))}`]);
  if (trace.session_id) {
    facts.push([
      'Session',
      <LinkAnchor
        key="session"
        to="/projects/$key/traces"
        params={{ key }}
        search={{
          filter: `metadata.\`mlflow.trace.session\` = '${trace.session_id.replaceAll("'", "''")}'`,
        }}
        size="sm"
      >
        {trace.session_id}
      </LinkAnchor>,
    ]);
  }
  if (trace.user) facts.push(['User', trace.user]);
  if (trace.client_request_id) facts.push(['Request id', trace.client_request_id]);
  for (const runId of trace.run_ids) {
    facts.push([
      facts.some(([name]) => name === 'Run') ? `Run ${runId.slice(0, 4)}` : 'Run',
      <LinkAnchor
        key={runId}
        to="/projects/$key/runs/$runId"
        params={{ key, runId }}
        size="sm"
        className="mono"
      >
        {runId.slice(0, 8)}
      </LinkAnchor>,
    ]);
  }
  if (trace.prompts.length > 0) {
    facts.push([
      'Prompts',
      trace.prompts.map(({ name, version }) => (
        <div key={`${name} ${version}`}>
          <LinkAnchor
            to="/projects/$key/prompts/$name"
            params={{ key, name }}
            search={compact({ version: number({ version }, 'version') })}
            size="sm"
          >
            {name} v{version}
          </LinkAnchor>
        </div>
      )),
    ]);
  }
  const metadata = Object.entries(trace.metadata).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel
      title="About"
      actions={
        metadata.length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)}>
            {all ? 'Hide metadata' : `Show metadata (${metadata.length})`}
          </Button>
        )
      }
    >
      <Facts facts={facts} />
      {all && (
        <>
          <Text size="xs" c="dimmed" mt="sm" mb={4}>
            {plural(metadata.length, 'entry', 'entries')} of metadata
          </Text>
          <Facts facts={metadata} />
        </>
      )}
    </Panel>
  );
}

function tokenWords(usage: TraceDetails['usage']): string {
  const parts = [
    usage.input_tokens !== null && `${formatCount(usage.input_tokens)} in`,
    usage.output_tokens !== null && `${formatCount(usage.output_tokens)} out`,
  ].filter(Boolean);
  const total = formatCount(usage.total_tokens ?? 0);
  return parts.length > 0 ? `${total} (${parts.join(', ')})` : total;
}
