import { Group, Loader, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { LinkButton } from '@/ui/link';
import { ErrorState } from '@/ui/states';
import { adoptSession, signInByLink } from './queries';

interface LinkSignInProps {
  token: string;
  onSignedIn: () => void;
}

/** Spends the one-time link once, then goes on; a spent or old link says so. */
export function LinkSignIn({ token, onSignedIn }: LinkSignInProps) {
  const queries = useQueryClient();
  const attempt = useQuery({
    queryKey: ['sign-in-link', token],
    queryFn: () => signInByLink(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  const session = attempt.data;
  useEffect(() => {
    if (!session) return;
    adoptSession(queries, session);
    onSignedIn();
  }, [session, queries, onSignedIn]);
  if (attempt.isError) {
    return (
      <ErrorState
        error={attempt.error}
        action={
          <LinkButton to="/signin" variant="default">
            Sign in with a password
          </LinkButton>
        }
      />
    );
  }
  return (
    <Group gap="sm" role="status">
      <Loader size="sm" />
      <Text size="sm">Signing you in…</Text>
    </Group>
  );
}
