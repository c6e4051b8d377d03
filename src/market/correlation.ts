import type { EpochMs } from '../domain/time.ts';

/** Below this a spread of log returns is rounding noise. */
const NOISE = 1e-12;

/** All known closes of a series, by their distance from the newest, which has 0. */
export interface KnownCloses {
  readonly knownLength: number;
  openedAtBack(distance: number): EpochMs;
  closeBack(distance: number): number;
}

/**
 * Pearson's correlation of the newest `count` log returns of two series, of candles that both have; null when they share fewer, or when
 * one of them did not move. Returns, since prices of anything that drifts correlate.
 */
export function correlateReturns(one: KnownCloses, other: KnownCloses, { count }: { readonly count: number }): number | null {
  const pairs = sharedCloses(one, other, count + 1);
  if (pairs.length <= count) return null;
  const returns = pairs.slice(1).map(([ownLater, otherLater], index) => {
    const [ownEarlier, otherEarlier] = pairs[index] ?? [Number.NaN, Number.NaN];
    return [Math.log(ownLater / ownEarlier), Math.log(otherLater / otherEarlier)] as const;
  });
  return correlate(
    returns.map(([own]) => own),
    returns.map(([, others]) => others),
  );
}

/** The closes at the newest `count` times that both have, oldest first. */
function sharedCloses(one: KnownCloses, other: KnownCloses, count: number): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let own = 0;
  let others = 0;
  while (pairs.length < count && own < one.knownLength && others < other.knownLength) {
    const difference = one.openedAtBack(own) - other.openedAtBack(others);
    if (difference === 0) pairs.push([one.closeBack(own), other.closeBack(others)]);
    if (difference >= 0) own += 1;
    if (difference <= 0) others += 1;
  }
  return pairs.reverse();
}

function correlate(xs: readonly number[], ys: readonly number[]): number | null {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let squaresX = 0;
  let squaresY = 0;
  let products = 0;
  for (const [index, x] of xs.entries()) {
    const deviationX = x - meanX;
    const deviationY = (ys[index] ?? Number.NaN) - meanY;
    squaresX += deviationX * deviationX;
    squaresY += deviationY * deviationY;
    products += deviationX * deviationY;
  }
  const scale = Math.sqrt(squaresX) * Math.sqrt(squaresY);
  return scale > NOISE ? Math.max(-1, Math.min(1, products / scale)) : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
