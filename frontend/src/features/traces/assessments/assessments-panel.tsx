import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assessment, TraceDetails } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import {
  type AssessmentDraft,
  addAssessment,
  changeAssessment,
  deleteAssessment,
  traceQuery,
} from '../queries';
import { AssessmentForm } from './assessment-form';
import { AssessmentItem } from './assessment-item';
import classes from './assessments.module.css';
import listClasses from './list.module.css';

interface AssessmentsPanelProps {
  trace: TraceDetails;
  onSpan: (spanId: string) => void;
}

/** What people, judges and code think of the trace; who may adds, mends and removes. */
export function AssessmentsPanel({ trace, onSpan }: AssessmentsPanelProps) {
  const queries = useQueryClient();
  const [editing, setEditing] = useState<Assessment | 'new' | null>(null);
  const renew = () => queries.invalidateQueries({ queryKey: traceQuery(trace.trace_id).queryKey });
  const save = useMutation({
    mutationFn: (draft: AssessmentDraft) =>
      editing === 'new' || editing === null
        ? addAssessment(trace.trace_id, draft, '')
        : changeAssessment(trace.trace_id, editing.assessment_id, draft),
    onSuccess: async () => {
      await renew();
      setEditing(null);
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteAssessment(trace.trace_id, id),
    onSuccess: renew,
    onError: notifyError,
  });
  const ask = (assessment: Assessment) =>
    confirmDanger({
      title: `Delete «${assessment.name}»?`,
      body: 'What was judged here is lost.',
      confirm: 'Delete assessment',
      onConfirm: () => remove.mutate(assessment.assessment_id),
    });
  const edit = (next: Assessment | 'new' | null) => {
    save.reset();
    setEditing(next);
  };
  const names = new Map(trace.spans.map(({ span_id, name }) => [span_id, name]));
  const form = (assessment: Assessment | null) => (
    <AssessmentForm
      assessment={assessment}
      pending={save.isPending}
      error={save.error}
      onSave={save.mutate}
      onCancel={() => edit(null)}
    />
  );
  const all = [...trace.assessments].sort((a, b) => a.create_time_ms - b.create_time_ms);
  return (
    <Panel
      flush
      title={`Assessments (${trace.assessments.length})`}
      actions={
        trace.can_annotate &&
        editing === null && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} />}
            onClick={() => edit('new')}
          >
            Add
          </Button>
        )
      }
    >
      {all.length === 0 && editing === null && (
        <Text size="sm" c="dimmed" p="sm">
          {trace.can_annotate ? 'Nothing judged yet. Was the answer right?' : 'Nothing judged yet.'}
        </Text>
      )}
      {(['feedback', 'expectation', 'issue'] as const).map((kind) => {
        const some = all.filter((each) => each.kind === kind);
        return (
          some.length > 0 && (
            <div key={kind}>
              <div className={listClasses.caption}>{CAPTIONS[kind]}</div>
              <ul className={listClasses.list}>
                {some.map((each) =>
                  editing !== 'new' && editing?.assessment_id === each.assessment_id ? (
                    <li key={each.assessment_id} className={classes.form}>
                      {form(each)}
                    </li>
                  ) : (
                    <AssessmentItem
                      key={each.assessment_id}
                      assessment={each}
                      spanName={names.get(each.span_id)}
                      mayEdit={trace.can_annotate}
                      onEdit={() => edit(each)}
                      onDelete={() => ask(each)}
                      onSpan={onSpan}
                    />
                  ),
                )}
              </ul>
            </div>
          )
        );
      })}
      {editing === 'new' && <div className={classes.form}>{form(null)}</div>}
    </Panel>
  );
}

const CAPTIONS = { feedback: 'Feedback', expectation: 'Expectations', issue: 'Issues' };
