import { formatAbsolute, formatDuration, formatRelative } from '@/lib/format';
import { useNow } from '@/lib/use-now';

interface RelativeTimeProps {
  at: string | null;
  empty?: string;
  /** It is a moment to come, such as an expiry, not one that was. */
  ahead?: boolean;
}

/** «5 min ago», with the exact time on hover. What has happened is never «in 20 s». */
export function RelativeTime({ at, empty = '–', ahead = false }: RelativeTimeProps) {
  const now = useNow();
  if (!at) return <span>{empty}</span>;
  return (
    <time dateTime={at} title={formatAbsolute(at)}>
      {formatRelative(at, ahead ? now : Math.max(now, Date.parse(at)))}
    </time>
  );
}

interface DurationProps {
  startedAt: string | null;
  endedAt: string | null;
}

/** How long it took, or how long it has been going. */
export function Duration({ startedAt, endedAt }: DurationProps) {
  const now = useNow();
  if (!startedAt) return <span>–</span>;
  const end = endedAt ? Date.parse(endedAt) : now;
  return <span className="num">{formatDuration(Math.max(0, end - Date.parse(startedAt)))}</span>;
}
