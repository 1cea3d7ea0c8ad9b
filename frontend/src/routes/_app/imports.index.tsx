import { createFileRoute } from '@tanstack/react-router';
import { ImportsPage } from '@/features/transfers/imports-page';

export const Route = createFileRoute('/_app/imports/')({ component: ImportsPage });
