import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import { adoptSession, signIn } from './queries';

/** E-mail and password; a wrong pair is said here, not in a toast. */
export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      adoptSession(queries, session);
      onSignedIn();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit.mutate({ email: email.trim(), password });
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        {submit.isError && (
          <Alert color="red" variant="light" title={explain(submit.error).title} role="alert">
            {explain(submit.error).fix}
          </Alert>
        )}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={submit.isPending} fullWidth mt="xs">
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
