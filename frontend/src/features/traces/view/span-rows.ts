import type { Span } from '@/api/types';

/** A span at its place in the tree. */
export interface SpanRow {
  span: Span;
  depth: number;
  children: number;
  /** Rows of the whole subtree below it. */
  below: number;
}

/** Depth first; a span whose parent is not here is a root. Cycles end where they close. */
export function arrange(spans: readonly Span[]): SpanRow[] {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent =
      span.parent_id !== null && span.parent_id !== span.span_id && ids.has(span.parent_id)
        ? span.parent_id
        : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(span);
    else children.set(parent, [span]);
  }
  const rows: SpanRow[] = [];
  const seen = new Set<string>();
  // A stack of its own: a chain of thousands of spans would overflow the engine's.
  const waiting: { span: Span; depth: number }[] = [];
  const push = (siblings: readonly Span[], depth: number) => {
    for (const span of siblings.toReversed()) waiting.push({ span, depth });
  };
  push(children.get(null) ?? [], 0);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { span, depth } = next;
    if (seen.has(span.span_id)) continue;
    seen.add(span.span_id);
    const below = children.get(span.span_id) ?? [];
    rows.push({ span, depth, children: below.length, below: 0 });
    push(below, depth + 1);
  }
  // What only points at itself in a circle has no root; it is shown all the same.
  for (const span of spans) {
    if (!seen.has(span.span_id)) rows.push({ span, depth: 0, children: 0, below: 0 });
  }
  return withSizes(rows);
}

function withSizes(rows: SpanRow[]): SpanRow[] {
  const open: SpanRow[] = [];
  for (const row of rows) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= row.depth) open.pop();
    for (const above of open) above.below += 1;
    open.push(row);
  }
  return rows;
}

/** The rows whose ancestors are all open. */
export function visibleRows(
  rows: readonly SpanRow[],
  collapsed: ReadonlySet<string>,
): readonly SpanRow[] {
  if (collapsed.size === 0) return rows;
  const shown: SpanRow[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    if (!row) break;
    shown.push(row);
    if (collapsed.has(row.span.span_id)) at += row.below;
  }
  return shown;
}

/** What a search looks through of a span, in small letters. */
const textOf = (span: Span): string =>
  `${span.name}\n${span.type}\n${span.status_message}\n${JSON.stringify([
    span.inputs,
    span.outputs,
    span.attributes,
    span.events,
  ])}`.toLowerCase();

/** A quick look-up of the spans that hold some words; each span is read once. */
export function spanFinder(spans: readonly Span[]): (words: string) => ReadonlySet<string> {
  let texts: (readonly [id: string, text: string])[] | null = null;
  return (words) => {
    texts ??= spans.map((span) => [span.span_id, textOf(span)] as const);
    const wanted = words.toLowerCase();
    return new Set(texts.filter(([, text]) => text.includes(wanted)).map(([id]) => id));
  };
}

/** The rows that are wanted, and those above them, so that it stays clear where they belong. */
export function withAncestors(
  rows: readonly SpanRow[],
  wanted: ReadonlySet<string>,
): readonly SpanRow[] {
  const kept = new Set<SpanRow>();
  const open: SpanRow[] = [];
  for (const row of rows) {
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= row.depth) open.pop();
    if (wanted.has(row.span.span_id)) for (const each of [...open, row]) kept.add(each);
    open.push(row);
  }
  return rows.filter((row) => kept.has(row));
}

/** Where a span's bar begins and how long it is, in shares of the whole. */
export function barOf(span: Span, totalMs: number): { left: number; width: number } {
  if (totalMs <= 0) return { left: 0, width: 1 };
  const left = Math.min(1, Math.max(0, span.start_ms / totalMs));
  const width = Math.max(0, Math.min(1 - left, (span.duration_ms ?? totalMs) / totalMs));
  return { left, width };
}

/** When the last span ended, counted from the first one's beginning. */
export const totalOf = (spans: readonly Span[]): number =>
  spans.reduce((most, span) => Math.max(most, span.start_ms + (span.duration_ms ?? 0)), 0);
