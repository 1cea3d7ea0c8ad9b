import { createFileRoute, redirect, useRouter } from '@tanstack/react-router';
import { sessionQuery } from '@/features/accounts/queries';
import { SignInCard } from '@/features/accounts/sign-in-card';
import { SignInForm } from '@/features/accounts/sign-in-form';
import { compact, safeReturnPath, text } from '@/lib/search-params';

export const Route = createFileRoute('/signin/')({
  validateSearch: (search: Record<string, unknown>) => compact({ next: text(search, 'next') }),
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (session.user) throw redirect({ href: safeReturnPath(search.next) });
  },
  component: SignInPage,
});

function SignInPage() {
  const router = useRouter();
  const { next } = Route.useSearch();
  return (
    <SignInCard title="Sign in" subtitle="Use the account of your team's portal.">
      <SignInForm onSignedIn={() => router.history.push(safeReturnPath(next))} />
    </SignInCard>
  );
}
