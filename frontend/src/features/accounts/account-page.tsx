import {
  Alert,
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import { notifyDone } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { changePassword, renameMe, sessionQuery, useUser } from './queries';

export function AccountPage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Page title="Account settings">
      <Stack gap="md" maw={560}>
        <ProfilePanel />
        <PasswordPanel />
        <Panel title="Theme">
          <SegmentedControl
            aria-label="Theme"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </Panel>
      </Stack>
    </Page>
  );
}

function ProfilePanel() {
  const user = useUser();
  const queries = useQueryClient();
  const [name, setName] = useState(user.display_name);
  const save = useMutation({
    mutationFn: renameMe,
    onSuccess: () => {
      notifyDone('Your name is saved.');
      return queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(name.trim());
  };
  return (
    <Panel title="Profile">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="E-mail"
            value={user.email}
            readOnly
            description="Your administrator changes it."
          />
          <TextInput
            label="Display name"
            value={name}
            error={
              save.isError && (fieldError(save.error, 'display_name') ?? explain(save.error).title)
            }
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={save.isPending}
              disabled={name.trim() === user.display_name}
            >
              Save name
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function PasswordPanel() {
  const user = useUser();
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      notifyDone('Your password is changed.');
      setCurrent('');
      setNext('');
      return queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ current_password: current, new_password: next });
  };
  const newError = fieldError(change.error, 'new_password');
  const currentError = fieldError(change.error, 'current_password');
  return (
    <Panel title="Password">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {change.isError && !newError && !currentError && (
            <Alert color="red" variant="light" title={explain(change.error).title} role="alert">
              {explain(change.error).fix}
            </Alert>
          )}
          {user.has_password ? (
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              value={current}
              error={currentError}
              onChange={(event) => setCurrent(event.currentTarget.value)}
            />
          ) : (
            <Text size="sm" c="dimmed">
              You signed in by a one-time link and have no password yet.
            </Text>
          )}
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            value={next}
            error={newError}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending} disabled={next === ''}>
              {user.has_password ? 'Change password' : 'Set password'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
