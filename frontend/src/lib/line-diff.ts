export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Beyond this the table of common lines would take seconds; all is shown as replaced then. */
const MAX_CELLS = 4_000_000;

/** The lines of two texts as one listing: kept, removed and added, by their longest common part. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before.split('\n');
  const now = after.split('\n');
  if (old.length * now.length > MAX_CELLS) {
    return [...old.map((text) => line('removed', text)), ...now.map((text) => line('added', text))];
  }
  const common = commonLengths(old, now);
  const found: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      found.push(line('same', old[i] ?? ''));
      i += 1;
      j += 1;
    } else if (at(common, i + 1, j) >= at(common, i, j + 1)) {
      found.push(line('removed', old[i] ?? ''));
      i += 1;
    } else {
      found.push(line('added', now[j] ?? ''));
      j += 1;
    }
  }
  return [
    ...found,
    ...old.slice(i).map((text) => line('removed', text)),
    ...now.slice(j).map((text) => line('added', text)),
  ];
}

const line = (kind: DiffLine['kind'], text: string): DiffLine => ({ kind, text });

const at = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0;

/** How many lines the ends of both texts from (i, j) on have in common. */
function commonLengths(old: string[], now: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (!row) continue;
      row[j] =
        old[i] === now[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}
