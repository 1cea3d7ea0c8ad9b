import { Button, Group, Text } from '@mantine/core';
import { IconArrowsDiff, IconRestore, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Project } from '@/api/types';
import { atLeast } from '@/features/projects/roles';
import { plural } from '@/lib/format';
import { confirmDanger } from '@/ui/confirm';
import { LinkButton } from '@/ui/link';
import { notifyDone, notifyError } from '@/ui/notify';
import { deleteRuns, restoreRuns } from '../queries';

interface SelectionBarProps {
  project: Project;
  selected: string[];
  deletedView: boolean;
  onClear: () => void;
}

export const MOST_COMPARED = 50;

/** What can be done with the selected runs. */
export function SelectionBar({ project, selected, deletedView, onClear }: SelectionBarProps) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => (deletedView ? restoreRuns : deleteRuns)(project.key, selected),
    onSuccess: () => {
      notifyDone(`${plural(selected.length, 'run')} ${deletedView ? 'restored' : 'deleted'}.`);
      onClear();
      void queries.invalidateQueries({ queryKey: ['runs', project.key] });
      void queries.invalidateQueries({ queryKey: ['experiments', project.key] });
      void queries.invalidateQueries({ queryKey: ['recent-runs', project.key] });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Delete ${plural(selected.length, 'run')}?`,
      body: 'They move to the deleted view, from where they can be restored.',
      confirm: 'Delete',
      onConfirm: () => change.mutate(),
    });
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" fw={550} c="var(--mantine-color-text)" className="num">
        {selected.length} selected
      </Text>
      {selected.length > 1 && selected.length <= MOST_COMPARED && (
        <LinkButton
          to="/projects/$key/compare"
          params={{ key: project.key }}
          search={{ runs: selected }}
          size="compact-sm"
          variant="light"
          leftSection={<IconArrowsDiff size={14} />}
        >
          Compare
        </LinkButton>
      )}
      {atLeast(project.role, 'maintainer') && (
        <Button
          size="compact-sm"
          variant="light"
          color={deletedView ? 'naiad' : 'red'}
          leftSection={deletedView ? <IconRestore size={14} /> : <IconTrash size={14} />}
          loading={change.isPending}
          onClick={deletedView ? () => change.mutate() : ask}
        >
          {deletedView ? 'Restore' : 'Delete'}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        Clear
      </Button>
    </Group>
  );
}
