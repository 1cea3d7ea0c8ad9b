import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import type { Visibility } from '@/api/types';
import { useUser } from '@/features/accounts/queries';
import { createProject, projectsQuery } from './queries';

interface CreateProjectProps {
  opened: boolean;
  onClose: () => void;
}

/** «Vision Team 2» → «vision-team-2». */
export function keyFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
}

export function CreateProject({ opened, onClose }: CreateProjectProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="New project" size="md">
      <CreateProjectForm onClose={onClose} />
    </Modal>
  );
}

function CreateProjectForm({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const user = useUser();
  const [name, setName] = useState('');
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('private');
  const [imports, setImports] = useState(false);
  const key = ownKey ?? keyFromName(name);
  const create = useMutation({
    mutationFn: createProject,
    onSuccess: (project) => {
      void queries.invalidateQueries({ queryKey: projectsQuery.queryKey });
      void navigate(
        imports
          ? { to: '/imports', search: { into: project.key } }
          : { to: '/projects/$key', params: { key: project.key } },
      );
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ key, name: name.trim(), description: description.trim(), visibility });
  };
  const keyError = fieldError(create.error, 'key');
  const nameError = fieldError(create.error, 'name');
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {create.isError && !keyError && !nameError && (
          <Alert color="red" variant="light" title={explain(create.error).title} role="alert">
            {explain(create.error).fix}
          </Alert>
        )}
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          error={nameError}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Key"
          description="Stands in addresses and in scripts; it cannot be changed later."
          required
          value={key}
          error={keyError}
          onChange={(event) => setOwnKey(event.currentTarget.value)}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Radio.Group
          label="Who may see it"
          value={visibility}
          onChange={(value) => setVisibility(value as Visibility)}
        >
          <Stack gap={6} mt={4}>
            <Radio value="private" label="Private: its members only" />
            <Radio value="internal" label="Internal: everyone signed in may read" />
          </Stack>
        </Radio.Group>
        {user.is_admin && (
          <Checkbox
            label="Import from MLflow next"
            description="Runs, models, traces and files of a server that you have, with their ids."
            checked={imports}
            onChange={(event) => setImports(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create project
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
