/**
 * Exponential smoothing that follows distance on the x axis, not the count of points, and is not
 * drawn towards zero at the start. `weight` 0 leaves the values as they are; gaps stay gaps.
 */
export function smooth(
  x: readonly number[],
  y: readonly (number | null)[],
  weight: number,
): (number | null)[] {
  if (weight <= 0 || x.length < 2) return [...y];
  const span = (x.at(-1) ?? 0) - (x[0] ?? 0);
  const typical = span / (x.length - 1) || 1;
  let sum = 0;
  let mass = 0;
  let lastX: number | null = null;
  return y.map((value, at) => {
    const here = x[at] ?? 0;
    if (value === null) return null;
    const kept: number = lastX === null ? 0 : weight ** Math.max(0, (here - lastX) / typical);
    lastX = here;
    sum = sum * kept + value;
    mass = mass * kept + 1;
    return sum / mass;
  });
}
