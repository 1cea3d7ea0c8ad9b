import { formatDuration, formatNumber } from '@/lib/format';

export type XKind = 'step' | 'time' | 'relative';

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const TICKS: [below: number, format: Intl.DateTimeFormat][] = [
  [
    1000,
    new Intl.DateTimeFormat('en-GB', {
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    }),
  ],
  [60_000, new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })],
  [86_400_000, new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })],
  [Number.POSITIVE_INFINITY, new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' })],
];

/** A tick of a time axis, as exact as the distance between ticks (both in ms) asks for. */
export function formatTick(value: number, increment: number): string {
  const [, format] = TICKS.find(([below]) => increment < below) ?? TICKS[0] ?? [0, CLOCK];
  return format.format(new Date(value));
}

/** A position on the x axis in words. Time is milliseconds since 1970, relative is seconds. */
export function formatX(kind: XKind, value: number): string {
  if (kind === 'time') return CLOCK.format(new Date(value));
  if (kind === 'relative') return formatDuration(value * 1000);
  return formatNumber(value);
}

const X_NAMES: Record<XKind, string> = { step: 'Step', time: 'Time', relative: 'Since start' };

export const xName = (kind: XKind): string => X_NAMES[kind];
