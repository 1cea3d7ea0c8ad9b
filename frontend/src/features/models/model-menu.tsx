import { Alert, Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconEdit, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Project, RegisteredModel } from '@/api/types';
import { atLeast } from '@/features/projects/roles';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone } from '@/ui/notify';
import { deleteModel, type Kind, renameModel } from './queries';
import { useChange } from './use-change';

interface ModelMenuProps {
  kind: Kind;
  model: RegisteredModel;
  project: Project;
}

/** What this person may do with a model or prompt as a whole; nothing else is shown. */
export function ModelMenu({ kind, model, project }: ModelMenuProps) {
  const navigate = useNavigate();
  const [renaming, dialog] = useDisclosure(false);
  const { key } = project;
  const remove = useChange(key, model.name, async () => {
    // The page would ask for what is gone, so it is left first.
    await deleteModel(key, model.name);
    await navigate({ to: `/projects/$key/${kind}`, params: { key } });
    notifyDone(`${model.name} is deleted.`);
  });
  const count = model.version_count;
  const word = kind === 'models' ? 'model' : 'prompt';
  const ask = () =>
    confirmDanger({
      title: `Delete ${model.name}?`,
      body:
        `Its ${count === 1 ? 'version' : `${count} versions`}, aliases and tags go with it, for good.` +
        (kind === 'models' ? ' The files stay with the runs that logged them.' : ''),
      confirm: `Delete ${word}`,
      onConfirm: () => remove.mutate(undefined),
    });
  if (!atLeast(project.role, 'maintainer')) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            px={9}
            aria-label={kind === 'models' ? 'Model actions' : 'Prompt actions'}
            loading={remove.isPending}
          >
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={15} />} onClick={dialog.open}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            c="var(--mantine-color-error)"
            onClick={ask}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={renaming} onClose={dialog.close} title={`Rename ${model.name}`}>
        <RenameForm kind={kind} model={model} projectKey={key} onClose={dialog.close} />
      </Modal>
    </>
  );
}

interface RenameFormProps {
  kind: Kind;
  model: RegisteredModel;
  projectKey: string;
  onClose: () => void;
}

function RenameForm({ kind, model, projectKey, onClose }: RenameFormProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(model.name);
  const rename = useMutation({
    mutationFn: () => renameModel(projectKey, model.name, name.trim()),
    onSuccess: async (renamed) => {
      notifyDone(`${model.name} is now ${renamed.name}.`);
      onClose();
      await navigate({
        to: `/projects/$key/${kind}/$name`,
        params: { key: projectKey, name: renamed.name },
        replace: true,
      });
      void queries.invalidateQueries({ queryKey: ['registered-models', projectKey] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Alert variant="light" color="yellow" mb="md">
        Whoever loads {kind === 'models' ? 'models' : 'prompts'}:/{model.name} finds nothing by that
        name from then on.
      </Alert>
      <TextInput
        label="New name"
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
        <Button
          type="submit"
          loading={rename.isPending}
          disabled={name.trim() === '' || name.trim() === model.name}
        >
          Rename
        </Button>
      </Group>
    </form>
  );
}
