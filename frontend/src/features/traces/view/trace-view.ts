import { compact, text } from '@/lib/search-params';

export interface TraceView {
  span?: string;
}

export const validateTraceView = (search: Record<string, unknown>): TraceView =>
  compact({ span: text(search, 'span') });
