/** Below this a spread of logarithms is rounding noise. */
const NOISE = 1e-12;

/** How many sample standard deviations (ddof 1) `value` lies above the mean of `others`; NaN when those do not differ. */
export function standardScore(value: number, others: readonly number[]): number {
  const mean = others.reduce((sum, other) => sum + other, 0) / others.length;
  const squares = others.reduce((sum, other) => sum + (other - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (others.length - 1));
  return deviation > NOISE ? (value - mean) / deviation : Number.NaN;
}
