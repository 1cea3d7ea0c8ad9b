import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { RegisteredModel } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { notifyDone } from '@/ui/notify';
import { deleteModel, type Kind } from './queries';
import { useChange } from './use-change';

interface DeleteModelProps {
  kind: Kind;
  model: RegisteredModel;
  projectKey: string;
}

/** Deletes a model or prompt with its versions, once that was confirmed. */
export function DeleteModel({ kind, model, projectKey }: DeleteModelProps) {
  const navigate = useNavigate();
  const remove = useChange(projectKey, model.name, async () => {
    // The page would ask for what is gone, so it is left first.
    await deleteModel(projectKey, model.name);
    await navigate({ to: `/projects/$key/${kind}`, params: { key: projectKey } });
    notifyDone(`${model.name} is deleted.`);
  });
  const count = model.version_count;
  const ask = () =>
    confirmDanger({
      title: `Delete ${model.name}?`,
      body:
        `Its ${count === 1 ? 'version' : `${count} versions`}, aliases and tags go with it, for good.` +
        (kind === 'models' ? ' The files stay with the runs that logged them.' : ''),
      confirm: kind === 'models' ? 'Delete model' : 'Delete prompt',
      onConfirm: () => remove.mutate(undefined),
    });
  return (
    <Button
      variant="default"
      leftSection={<IconTrash size={15} />}
      loading={remove.isPending}
      onClick={ask}
    >
      Delete
    </Button>
  );
}
