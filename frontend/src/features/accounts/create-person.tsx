import { Alert, Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import { createSignInLink, createUser } from './queries';

interface CreatePersonProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (name: string, linkToken: string) => void;
}

export function CreatePerson(props: CreatePersonProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="New account">
      <PersonForm {...props} />
    </Modal>
  );
}

function PersonForm({ onClose, onCreated }: CreatePersonProps) {
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [isAdmin, setIsAdmin] = useState(false);
  const create = useMutation({
    mutationFn: async () => {
      const person = { email: email.trim(), display_name: name.trim(), is_admin: isAdmin };
      return createSignInLink((await createUser(person)).id);
    },
    onSuccess: ({ token }) => {
      void queries.invalidateQueries({ queryKey: ['users'] });
      onClose();
      onCreated(name.trim() || email.trim(), token);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const emailError = fieldError(create.error, 'email');
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {create.isError && !emailError && (
          <Alert color="red" variant="light" title={explain(create.error).title} role="alert">
            {explain(create.error).fix}
          </Alert>
        )}
        <TextInput
          label="E-mail"
          type="email"
          required
          data-autofocus
          value={email}
          error={emailError}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          label="Admin"
          description="Sees and manages every project and account."
          checked={isAdmin}
          onChange={(event) => setIsAdmin(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create and get a sign-in link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
