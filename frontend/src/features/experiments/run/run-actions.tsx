import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconEdit, IconRestore, IconStack2, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Run } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { LinkButton } from '@/ui/link';
import { notifyDone, notifyError } from '@/ui/notify';
import { changeRun, deleteRuns, restoreRuns, runQuery } from '../queries';

/** What this person may do with the run; nothing else is shown. */
export function RunActions({ run }: { run: Run }) {
  const queries = useQueryClient();
  const [renaming, dialog] = useDisclosure(false);
  const toggleDeleted = useMutation({
    mutationFn: () => (run.deleted ? restoreRuns : deleteRuns)(run.project.key, [run.run_id]),
    onSuccess: () => {
      notifyDone(run.deleted ? 'The run is restored.' : 'The run is deleted.');
      return queries.invalidateQueries({ queryKey: ['run', run.run_id] });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Delete ${run.name || 'this run'}?`,
      body: 'It moves to the deleted view of the runs table, from where it can be restored.',
      confirm: 'Delete run',
      onConfirm: () => toggleDeleted.mutate(),
    });
  return (
    <>
      {run.job_id && (
        <LinkButton
          to="/projects/$key/jobs/$jobId"
          params={{ key: run.project.key, jobId: run.job_id }}
          variant="default"
          leftSection={<IconStack2 size={15} />}
        >
          Job
        </LinkButton>
      )}
      {(run.can.annotate || run.can.delete) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={9} aria-label="Run actions">
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {run.can.annotate && (
              <Menu.Item leftSection={<IconEdit size={15} />} onClick={dialog.open}>
                Rename
              </Menu.Item>
            )}
            {run.can.delete &&
              (run.deleted ? (
                <Menu.Item
                  leftSection={<IconRestore size={15} />}
                  onClick={() => toggleDeleted.mutate()}
                >
                  Restore
                </Menu.Item>
              ) : (
                <Menu.Item
                  leftSection={<IconTrash size={15} />}
                  c="var(--mantine-color-error)"
                  onClick={ask}
                >
                  Delete
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Modal opened={renaming} onClose={dialog.close} title="Rename run">
        <RenameForm run={run} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function RenameForm({ run, onClose }: { run: Run; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(run.name);
  const rename = useMutation({
    mutationFn: () => changeRun(run.run_id, { name: name.trim() }),
    onSuccess: (changed) => {
      queries.setQueryData(runQuery(run.run_id).queryKey, changed);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={name}
        error={rename.isError && explain(rename.error).title}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={rename.isPending}>
          Rename
        </Button>
      </Group>
    </form>
  );
}
