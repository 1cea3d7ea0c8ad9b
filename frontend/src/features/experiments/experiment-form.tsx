import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Experiment, Project } from '@/api/types';
import { changeExperiment, createExperiment } from './queries';

interface ExperimentFormProps {
  project: Project;
  /** Null makes a new one. */
  experiment: Experiment | null;
  opened: boolean;
  onClose: () => void;
}

export function ExperimentForm(props: ExperimentFormProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.experiment ? 'Edit experiment' : 'New experiment'}
    >
      <Fields {...props} />
    </Modal>
  );
}

function Fields({ project, experiment, onClose }: ExperimentFormProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(experiment?.name ?? '');
  const [description, setDescription] = useState(experiment?.description ?? '');
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), description };
      return experiment
        ? changeExperiment(experiment.id, body)
        : createExperiment(project.key, body);
    },
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['experiments', project.key] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {save.isError && (
          <Alert color="red" variant="light" title={explain(save.error).title} role="alert">
            {explain(save.error).fix}
          </Alert>
        )}
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {experiment ? 'Save' : 'Create experiment'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
