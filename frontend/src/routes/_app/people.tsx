import { createFileRoute } from '@tanstack/react-router';
import { PeoplePage } from '@/features/accounts/people-page';

export const Route = createFileRoute('/_app/people')({ component: PeoplePage });
