import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Project, Role, ServiceAccount } from '@/api/types';
import { CreatedTokenView } from '@/features/accounts/created-token';
import { TokenForm } from '@/features/accounts/token-form';
import { addServiceAccount, createServiceToken, type NewToken } from './queries';
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

interface CreateServiceTokenProps {
  project: Project;
  account: ServiceAccount | null;
  onClose: () => void;
}

export function CreateServiceToken({ project, account, onClose }: CreateServiceTokenProps) {
  return (
    <Modal
      opened={account !== null}
      onClose={onClose}
      title={`New token for ${account?.display_name ?? ''}`}
    >
      {account && <TokenSteps project={project} account={account} onClose={onClose} />}
    </Modal>
  );
}

interface TokenStepsProps {
  project: Project;
  account: ServiceAccount;
  onClose: () => void;
}

function TokenSteps({ project, account, onClose }: TokenStepsProps) {
  const create = useMutation({
    mutationFn: (wish: NewToken) => createServiceToken(project.key, account.id, wish),
  });
  if (create.data) return <CreatedTokenView token={create.data.token} onDone={onClose} />;
  return (
    <TokenForm
      suggestedName={account.display_name}
      pending={create.isPending}
      error={create.error}
      onSubmit={create.mutate}
      onCancel={onClose}
    />
  );
}
