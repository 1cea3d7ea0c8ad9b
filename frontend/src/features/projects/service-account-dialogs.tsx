import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Project, Role } from '@/api/types';
import { addServiceAccount } from './queries';
import { ROLES } from './roles';

interface CreateServiceAccountProps {
  project: Project;
  grantable: Role[];
  opened: boolean;
  onClose: () => void;
}

export function CreateServiceAccount(props: CreateServiceAccountProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="New service account">
      <AccountForm {...props} />
    </Modal>
  );
}

function AccountForm({ project, grantable, onClose }: CreateServiceAccountProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('contributor');
  const add = useMutation({
    mutationFn: () => addServiceAccount(project.key, { name: name.trim(), role }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ['service-accounts', project.key] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {add.isError && (
          <Alert color="red" variant="light" title={explain(add.error).title} role="alert">
            {explain(add.error).fix}
          </Alert>
        )}
        <TextInput
          label="Name"
          placeholder="ci"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Role"
          data={ROLES.filter(({ value }) => grantable.includes(value))}
          value={role}
          onChange={(value) => setRole((value as Role | null) ?? 'contributor')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Create account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
