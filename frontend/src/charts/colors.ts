/** How many hues there are; the second half of the palette repeats them in another shade. */
const HUES = 8;

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
  '#7f8aa0',
  '#6d9a2b',
  '#d459a8',
  '#2f9fd6',
  '#c79a3a',
  '#8a6d5a',
];

function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16777619);
  return value >>> 0;
}

function freeSlot(wanted: number, used: ReadonlySet<number>): number {
  const order = PALETTE.map((_, step) => (wanted + step) % PALETTE.length);
  const hues = new Set([...used].map((slot) => slot % HUES));
  const otherHue = order.find((slot) => !hues.has(slot % HUES));
  return otherHue ?? order.find((slot) => !used.has(slot)) ?? wanted;
}

/** A run alone has its own colour everywhere; several on one page differ, in hue while hues last. */
export function colorsFor(ids: readonly string[]): Map<string, string> {
  const used = new Set<number>();
  return new Map(
    ids.map((id) => {
      const slot = freeSlot(hash(id) % PALETTE.length, used);
      used.add(slot);
      return [id, PALETTE[slot] ?? '#1d8fa8'];
    }),
  );
}
