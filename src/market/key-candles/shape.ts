import { beatsEarlier } from './ranked-candle.ts';

/**
 * SH: perceptually important points. Chooses `count` further points, in this order: each time the one that lies farthest, vertically,
 * from the straight line between the known points next to it; of equal ones the most recent. `known` holds the first and the last point.
 * @see Chung, Fu, Luk, Ng 2001: Flexible time series pattern matching based on perceptually important points
 */
export function importantPoints(
  values: readonly number[],
  { known, count }: { readonly known: readonly number[]; readonly count: number },
): readonly number[] {
  const knots = [...new Set(known)].sort((one, other) => one - other);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const next = farthestPoint(values, knots);
    if (next === null) break;
    chosen.push(next.index);
    knots.splice(next.after + 1, 0, next.index);
  }
  return chosen;
}

/** `after` is the place, among the knots, of the one before the point. Null when every point is a knot. */
function farthestPoint(
  values: readonly number[],
  knots: readonly number[],
): { readonly index: number; readonly after: number } | null {
  let farthest: { readonly index: number; readonly after: number } | null = null;
  let largest = Number.NEGATIVE_INFINITY;
  for (let after = 0; after + 1 < knots.length; after += 1) {
    const from = knots[after] ?? 0;
    const to = knots[after + 1] ?? 0;
    const start = values[from] ?? 0;
    const slope = ((values[to] ?? 0) - start) / (to - from);
    for (let index = from + 1; index < to; index += 1) {
      const distance = Math.abs((values[index] ?? 0) - start - slope * (index - from));
      if (!beatsEarlier(distance, largest)) continue;
      largest = Math.max(largest, distance);
      farthest = { index, after };
    }
  }
  return farthest;
}
