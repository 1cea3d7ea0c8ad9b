const COUNT = new Intl.NumberFormat('en');
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export const formatCount = (value: number): string => COUNT.format(value);

/** A metric's value in at most about six significant digits; tiny and huge ones in powers of ten. */
export function formatNumber(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string')
    return value === 'Infinity' ? '∞' : value.replace('-Infinity', '−∞');
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e7 || size < 1e-4) return value.toExponential(3).replace('e+', 'e');
  if (Number.isInteger(value)) return COUNT.format(value);
  return String(Number(value.toPrecision(size >= 1000 ? 6 : 5)));
}

export function formatBytes(size: number | null | undefined): string {
  if (size === null || size === undefined) return '–';
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`;
}

/** <1 ms, 950 ms, 1.25 s, 12 s, 4m 05s, 3h 12m, 2d 4h. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms > 0 && ms < 1) return '<1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${Number((ms / 1000).toFixed(2))} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const STEPS: [limit: number, size: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [86_400 * 30, 86_400, 'd'],
  [86_400 * 365, 86_400 * 30, 'mo'],
  [Number.POSITIVE_INFINITY, 86_400 * 365, 'y'],
];

/** «just now», «5 min ago», «in 3 d». */
export function formatRelative(iso: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(iso)) / 1000);
  const size = Math.abs(seconds);
  if (size < 10) return 'just now';
  const [, unitSize, unit] = STEPS.find(([limit]) => size < limit) ?? [0, 1, 's'];
  const amount = `${Math.floor(size / unitSize)} ${unit}`;
  return seconds >= 0 ? `${amount} ago` : `in ${amount}`;
}

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

export const formatAbsolute = (when: string | number): string => ABSOLUTE.format(new Date(when));

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
