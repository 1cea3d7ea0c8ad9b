import { Button, Group, Text } from '@mantine/core';
import { IconArrowsDiff, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TraceRow } from '@/api/types';
import { plural } from '@/lib/format';
import { confirmDanger } from '@/ui/confirm';
import { LinkButton } from '@/ui/link';
import { notifyDone, notifyError } from '@/ui/notify';
import { deleteTraces } from '../queries';

interface SelectedTracesProps {
  projectKey: string;
  traces: TraceRow[];
  mayDelete: boolean;
  onDone: () => void;
}

/** What can be done with the selected traces. */
export function SelectedTraces({ projectKey, traces, mayDelete, onDone }: SelectedTracesProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: async () => {
      for (const [experimentId, ids] of byExperiment(traces)) await deleteTraces(experimentId, ids);
    },
    onSuccess: () => {
      notifyDone(`${plural(traces.length, 'trace')} deleted.`);
      onDone();
    },
    onError: notifyError,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['traces'] }),
  });
  const ask = () =>
    confirmDanger({
      title: `Delete ${plural(traces.length, 'trace')}?`,
      body: 'Their spans and assessments go with them. This cannot be undone.',
      confirm: 'Delete for good',
      onConfirm: () => remove.mutate(),
    });
  const [one, other] = traces;
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" fw={550} c="var(--mantine-color-text)" className="num">
        {traces.length} selected
      </Text>
      {one && other && traces.length === 2 && (
        <LinkButton
          to="/projects/$key/traces/compare"
          params={{ key: projectKey }}
          search={{ before: other.trace_id, after: one.trace_id }}
          size="compact-sm"
          variant="light"
          leftSection={<IconArrowsDiff size={14} />}
        >
          Compare
        </LinkButton>
      )}
      {mayDelete && (
        <Button
          size="compact-sm"
          variant="light"
          color="red"
          leftSection={<IconTrash size={14} />}
          loading={remove.isPending}
          onClick={ask}
        >
          Delete
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onDone}>
        Clear
      </Button>
      {traces.length === 1 && <Text size="sm">Select another to compare the two.</Text>}
    </Group>
  );
}

function byExperiment(traces: TraceRow[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { experiment_id, trace_id } of traces) {
    groups.set(experiment_id, [...(groups.get(experiment_id) ?? []), trace_id]);
  }
  return groups;
}
