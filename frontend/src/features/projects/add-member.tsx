import { Alert, Autocomplete, Button, Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Role } from '@/api/types';
import { groupsQuery, usersQuery } from '@/features/accounts/queries';
import { notifyDone } from '@/ui/notify';
import { addMember } from './queries';
import { ROLES } from './roles';

interface AddMemberProps {
  projectKey: string;
  grantable: Role[];
}

/** Adds a person by e-mail, or a whole group. */
export function AddMember({ projectKey, grantable }: AddMemberProps) {
  const queries = useQueryClient();
  const [kind, setKind] = useState<'person' | 'group'>('person');
  const [who, setWho] = useState('');
  const [role, setRole] = useState<Role>('contributor');
  const add = useMutation({
    mutationFn: () =>
      addMember(
        projectKey,
        kind === 'person' ? { email: who.trim(), role } : { group: who.trim(), role },
      ),
    onSuccess: () => {
      notifyDone(`${who.trim()} was added.`);
      setWho('');
      return queries.invalidateQueries({ queryKey: ['members', projectKey] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Group align="flex-end" gap="sm">
          <SegmentedControl
            size="sm"
            aria-label="Add a person or a group"
            value={kind}
            onChange={(value) => {
              setKind(value as 'person' | 'group');
              setWho('');
              add.reset();
            }}
            data={[
              { value: 'person', label: 'Person' },
              { value: 'group', label: 'Group' },
            ]}
          />
          <WhoInput kind={kind} value={who} onChange={setWho} />
          <Select
            label="Role"
            w={150}
            data={ROLES.filter(({ value }) => grantable.includes(value))}
            value={role}
            onChange={(value) => setRole((value as Role | null) ?? 'viewer')}
          />
          <Button type="submit" loading={add.isPending} disabled={who.trim() === ''}>
            Add member
          </Button>
        </Group>
        {add.isError && (
          <Alert color="red" variant="light" title={explain(add.error).title} role="alert">
            {explain(add.error).fix}
          </Alert>
        )}
      </Stack>
    </form>
  );
}

interface WhoInputProps {
  kind: 'person' | 'group';
  value: string;
  onChange: (value: string) => void;
}

function WhoInput({ kind, value, onChange }: WhoInputProps) {
  const [search] = useDebouncedValue(value.trim(), 200);
  const users = useQuery({
    ...usersQuery(search),
    enabled: kind === 'person' && search.length > 0,
    placeholderData: keepPreviousData,
  });
  const groups = useQuery({ ...groupsQuery, enabled: kind === 'group' });
  const options =
    kind === 'person'
      ? (users.data?.results ?? []).map(({ email }) => email)
      : (groups.data?.results ?? []).map(({ name }) => name);
  return (
    <Autocomplete
      label={kind === 'person' ? 'E-mail' : 'Group'}
      placeholder={kind === 'person' ? 'name@example.org' : 'Choose a group'}
      w={280}
      data={[...new Set(options)]}
      value={value}
      onChange={onChange}
    />
  );
}
