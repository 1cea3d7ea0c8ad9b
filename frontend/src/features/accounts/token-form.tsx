import { Alert, Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import type { Scope } from '@/api/types';

const SCOPES: { value: Scope; label: string; description: string }[] = [
  { value: 'read', label: 'Read', description: 'See runs, artifacts, jobs and logs.' },
  { value: 'write', label: 'Write', description: 'Log runs, upload files, submit jobs.' },
  {
    value: 'manage',
    label: 'Manage',
    description: 'Delete, restore, change members and settings.',
  },
];

const EXPIRIES = [
  { value: '7', label: 'in 7 days' },
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never' },
];

export interface TokenWish {
  name: string;
  scopes: Scope[];
  expires_in_days: number | null;
}

interface TokenFormProps {
  suggestedName?: string;
  pending: boolean;
  error: unknown;
  onSubmit: (wish: TokenWish) => void;
  onCancel: () => void;
  children?: ReactNode;
}

export function TokenForm(props: TokenFormProps) {
  const { suggestedName = '', pending, error, onSubmit, onCancel, children } = props;
  const [name, setName] = useState(suggestedName);
  const [scopes, setScopes] = useState<Scope[]>(['read', 'write']);
  const [expiry, setExpiry] = useState('90');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expires_in_days = expiry === 'never' ? null : Number(expiry);
    onSubmit({ name: name.trim(), scopes, expires_in_days });
  };
  const nameError = fieldError(error, 'name');
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {error !== null && error !== undefined && !nameError && (
          <Alert color="red" variant="light" title={explain(error).title} role="alert">
            {explain(error).fix}
          </Alert>
        )}
        <TextInput
          label="Name"
          description="Where it will be used, so that you know which one to revoke."
          required
          data-autofocus
          value={name}
          error={nameError}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {children}
        <Checkbox.Group
          label="It may"
          value={scopes}
          onChange={(values) => setScopes(values as Scope[])}
        >
          <Stack gap={8} mt={4}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope.value} {...scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label="Expires"
          data={EXPIRIES}
          value={expiry}
          onChange={(value) => setExpiry(value ?? '90')}
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={pending} disabled={scopes.length === 0}>
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
