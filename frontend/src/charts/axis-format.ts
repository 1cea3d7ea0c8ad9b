import { formatDuration, formatNumber } from '@/lib/format';

export type XKind = 'step' | 'time' | 'relative';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** A position on the x axis in words. Time is milliseconds since 1970, relative is seconds. */
export function formatX(kind: XKind, value: number): string {
  if (kind === 'time') return CLOCK.format(new Date(value));
  if (kind === 'relative') return formatDuration(value * 1000);
  return formatNumber(value);
}

const X_NAMES: Record<XKind, string> = { step: 'Step', time: 'Time', relative: 'Since start' };

export const xName = (kind: XKind): string => X_NAMES[kind];
