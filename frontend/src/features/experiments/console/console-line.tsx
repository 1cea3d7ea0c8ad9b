import { memo } from 'react';
import { lastOverwrite, parseAnsi } from '@/lib/ansi';
import classes from './console.module.css';

interface ConsoleLineProps {
  line: string;
  find: string;
  current: boolean;
}

export const ConsoleLine = memo(function ConsoleLine({ line, find, current }: ConsoleLineProps) {
  const spans = parseAnsi(lastOverwrite(line));
  return (
    <span className={current ? classes.currentMatch : undefined}>
      {spans.map((span, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move.
          key={at}
          data-color={span.color ?? undefined}
          data-bold={span.bold || undefined}
        >
          <Marked text={span.text} find={find} />
        </span>
      ))}
    </span>
  );
});

function Marked({ text, find }: { text: string; find: string }) {
  if (find === '') return text;
  const parts: React.ReactNode[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(find); at >= 0; at = lower.indexOf(find, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + find.length)}</mark>);
    from = at + find.length;
  }
  parts.push(text.slice(from));
  return parts;
}
