import { Button, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { TraceDetails } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { confirmDanger } from '@/ui/confirm';
import { ShortId } from '@/ui/copyable';
import { notifyDone, notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { TagEditor, type TagPatch } from '@/ui/tag-editor';
import { AssessmentsPanel } from '../assessments/assessments-panel';
import { deleteTraces, tagTrace, traceQuery } from '../queries';
import { TraceStateBadge } from '../trace-state';
import { SpanDetails } from './span-details';
import { SpanPane } from './span-pane';
import { arrange } from './span-rows';
import { TraceFacts } from './trace-facts';
import type { TraceView } from './trace-view';
import classes from './view.module.css';

interface TracePageProps {
  trace: TraceDetails;
  view: TraceView;
  onView: (view: TraceView) => void;
}

export function TracePage({ trace, view, onView }: TracePageProps) {
  const first = useMemo(() => arrange(trace.spans)[0]?.span, [trace.spans]);
  const span = trace.spans.find(({ span_id }) => span_id === view.span) ?? first;
  const project = { key: trace.project_key, name: trace.project_name };
  const name = trace.name || trace.trace_id;
  return (
    <Page
      title={name}
      crumbs={projectCrumbs(
        project,
        <Link
          key="traces"
          to="/projects/$key/traces"
          params={{ key: project.key }}
          search={{ experiments: [trace.experiment_id] }}
          className="quiet"
        >
          Traces
        </Link>,
      )}
      aside={
        <>
          <TraceStateBadge state={trace.state} />
          <ShortId id={trace.trace_id} what="trace id" />
        </>
      }
      actions={trace.can_delete && <TraceMenu trace={trace} />}
      fill
    >
      <div className={classes.panes}>
        <SpanPane
          spans={trace.spans}
          chosen={span?.span_id}
          onChoose={(spanId) => onView({ span: spanId })}
        />
        <div className={classes.pane}>{span && <SpanDetails key={span.span_id} span={span} />}</div>
        <div className={classes.aside}>
          <AssessmentsPanel trace={trace} onSpan={(spanId) => onView({ span: spanId })} />
          <TraceFacts trace={trace} />
          <TraceTags trace={trace} />
        </div>
      </div>
    </Page>
  );
}

function TraceTags({ trace }: { trace: TraceDetails }) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (patch: TagPatch) => tagTrace(trace.trace_id, patch),
    onSuccess: (changed) => queries.setQueryData(traceQuery(trace.trace_id).queryKey, changed),
    onError: notifyError,
  });
  return (
    <TagEditor
      tags={trace.tags}
      mayEdit={trace.can_annotate}
      pending={change.isPending}
      onChange={change.mutate}
    />
  );
}

function TraceMenu({ trace }: { trace: TraceDetails }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteTraces(trace.experiment_id, [trace.trace_id]),
    onSuccess: async () => {
      notifyDone('The trace is deleted.');
      await navigate({
        to: '/projects/$key/traces',
        params: { key: trace.project_key },
        search: { experiments: [trace.experiment_id] },
      });
      void queries.invalidateQueries({ queryKey: ['traces'] });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: 'Delete this trace?',
      body: 'Its spans and assessments go with it. This cannot be undone.',
      confirm: 'Delete for good',
      onConfirm: () => remove.mutate(),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={9} aria-label="Trace actions">
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconTrash size={15} />}
          c="var(--mantine-color-error)"
          onClick={ask}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
