/**
 * The deepest fall below the highest equity so far, as a positive share of that height: 0.1 is ten percent; 0 when equity never fell.
 * It is the magnitude of min over t of (E_t / max over s <= t of E_s - 1).
 *
 * @param equity  In order of time, the starting equity first, unrealised profit included.
 */
export function maxDrawdown(equity: readonly number[]): number {
  let peak = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    if (peak > 0) deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}
