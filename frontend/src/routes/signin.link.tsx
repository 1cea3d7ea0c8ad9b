import { createFileRoute, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import { LinkSignIn } from '@/features/accounts/link-sign-in';
import { sessionQuery } from '@/features/accounts/queries';
import { SignInCard } from '@/features/accounts/sign-in-card';
import { compact, safeReturnPath, text } from '@/lib/search-params';

export const Route = createFileRoute('/signin/link')({
  validateSearch: (search: Record<string, unknown>) =>
    compact({ token: text(search, 'token'), next: text(search, 'next') }),
  loader: ({ context }) => context.queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  component: SignInLinkPage,
});

function SignInLinkPage() {
  const router = useRouter();
  const { token = '', next } = Route.useSearch();
  const goOn = useCallback(() => router.history.replace(safeReturnPath(next)), [router, next]);
  return (
    <SignInCard title="One-time sign-in" subtitle="This link works once.">
      <LinkSignIn token={token} onSignedIn={goOn} />
    </SignInCard>
  );
}
