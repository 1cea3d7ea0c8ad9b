import { PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import type { Login } from './queries';

export type LoginKind = 'none' | 'token' | 'password';

export const NO_LOGIN: Login = { token: '', user: '', password: '' };

interface LoginFieldsProps {
  kind: LoginKind;
  login: Login;
  onKind: (kind: LoginKind) => void;
  onLogin: (login: Login) => void;
}

/** What lets us in at the other server; it is kept, sealed, only while the import runs. */
export function LoginFields({ kind, login, onKind, onLogin }: LoginFieldsProps) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500} component="span" id="login-kind">
        Sign in to the server
      </Text>
      <SegmentedControl
        aria-labelledby="login-kind"
        value={kind}
        onChange={(value) => {
          onKind(value as LoginKind);
          onLogin(NO_LOGIN);
        }}
        data={[
          { value: 'none', label: 'Not needed' },
          { value: 'token', label: 'Token' },
          { value: 'password', label: 'Password' },
        ]}
      />
      {kind === 'token' && (
        <PasswordInput
          label="Token"
          required
          autoComplete="off"
          value={login.token}
          onChange={(event) => onLogin({ ...login, token: event.currentTarget.value })}
        />
      )}
      {kind === 'password' && (
        <>
          <TextInput
            label="User"
            required
            autoComplete="off"
            value={login.user}
            onChange={(event) => onLogin({ ...login, user: event.currentTarget.value })}
          />
          <PasswordInput
            label="Password"
            required
            autoComplete="off"
            value={login.password}
            onChange={(event) => onLogin({ ...login, password: event.currentTarget.value })}
          />
        </>
      )}
      {kind !== 'none' && (
        <Text size="xs" c="dimmed">
          Kept encrypted while the import runs, and forgotten when it ends.
        </Text>
      )}
    </Stack>
  );
}
