import { ActionIcon, Badge, Group, Menu, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconEdit, IconRestore, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Experiment, Project } from '@/api/types';
import { atLeast } from '@/features/projects/roles';
import { formatCount } from '@/lib/format';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone, notifyError } from '@/ui/notify';
import { RelativeTime } from '@/ui/time';
import { ExperimentForm } from './experiment-form';
import { deleteExperiment, restoreExperiment } from './queries';

interface ExperimentRowProps {
  project: Project;
  experiment: Experiment;
}

export function ExperimentRow({ project, experiment }: ExperimentRowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <Link
            to="/projects/$key/runs"
            params={{ key: project.key }}
            search={{ experiments: [experiment.id] }}
            className="quiet"
          >
            <Text span size="sm" fw={500}>
              {experiment.name}
            </Text>
          </Link>
          {experiment.is_default && (
            <Badge variant="light" color="gray" tt="none" radius="sm">
              default
            </Badge>
          )}
        </Group>
        {experiment.description && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {experiment.description}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="num">{formatCount(experiment.run_count)}</Table.Td>
      <Table.Td c="dimmed">
        <RelativeTime at={experiment.last_run_at} />
      </Table.Td>
      <Table.Td c="dimmed">
        <RelativeTime at={experiment.created_at} />
      </Table.Td>
      <Table.Td ta="right">
        {atLeast(project.role, 'annotator') && (
          <ExperimentMenu project={project} experiment={experiment} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function ExperimentMenu({ project, experiment }: ExperimentRowProps) {
  const queries = useQueryClient();
  const [editing, dialog] = useDisclosure(false);
  const change = useMutation({
    mutationFn: () => (experiment.deleted ? restoreExperiment : deleteExperiment)(experiment.id),
    onSuccess: () => {
      notifyDone(`«${experiment.name}» is ${experiment.deleted ? 'restored' : 'deleted'}.`);
      return queries.invalidateQueries({ queryKey: ['experiments', project.key] });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Delete «${experiment.name}»?`,
      body: 'Its runs leave the lists with it. It can be restored from the deleted view.',
      confirm: 'Delete experiment',
      onConfirm: () => change.mutate(),
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${experiment.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={15} />} onClick={dialog.open}>
            Edit
          </Menu.Item>
          {atLeast(project.role, 'maintainer') &&
            (experiment.deleted ? (
              <Menu.Item leftSection={<IconRestore size={15} />} onClick={() => change.mutate()}>
                Restore
              </Menu.Item>
            ) : (
              !experiment.is_default && (
                <Menu.Item
                  leftSection={<IconTrash size={15} />}
                  c="var(--mantine-color-error)"
                  onClick={ask}
                >
                  Delete
                </Menu.Item>
              )
            ))}
        </Menu.Dropdown>
      </Menu>
      <ExperimentForm
        project={project}
        experiment={experiment}
        opened={editing}
        onClose={dialog.close}
      />
    </>
  );
}
