import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

interface AddAliasProps {
  pending: boolean;
  onAdd: (alias: string) => void;
}

/** A line to name a version by. */
export function AddAlias({ pending, onAdd }: AddAliasProps) {
  const [alias, setAlias] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(alias.trim().replace(/^@/, ''));
    setAlias('');
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6} mt="sm" wrap="nowrap">
        <TextInput
          size="xs"
          aria-label="New alias"
          placeholder="champion"
          leftSection="@"
          value={alias}
          onChange={(event) => setAlias(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          flex="none"
          loading={pending}
          disabled={alias.trim() === ''}
        >
          Set alias
        </Button>
      </Group>
    </form>
  );
}
