/** Apart from each other on white and on near-black alike. */
export const PALETTE = [
  '#1d8fa8',
  '#e0762f',
  '#7a5cd6',
  '#3b9a4e',
  '#d14b6a',
  '#4a78d0',
  '#b08a1c',
  '#a54fb5',
  '#5f8f8a',
  '#c0563f',
  '#6d9a2b',
  '#8a6d5a',
  '#2f9fd6',
  '#d459a8',
  '#7f8aa0',
  '#c79a3a',
];

function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16777619);
  return value >>> 0;
}

/** A run keeps its colour from page to page; two of one page differ while colours last. */
export function colorsFor(ids: readonly string[]): Map<string, string> {
  const used = new Set<number>();
  return new Map(
    ids.map((id) => {
      let slot = hash(id) % PALETTE.length;
      while (used.has(slot) && used.size < PALETTE.length) slot = (slot + 1) % PALETTE.length;
      used.add(slot);
      return [id, PALETTE[slot] ?? '#1d8fa8'];
    }),
  );
}
