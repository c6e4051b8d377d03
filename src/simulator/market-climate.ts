import { SeededRandom } from './random.ts';

/** What moves all generated markets together in one hour. */
export interface ClimateHour {
  readonly returnFraction: number;
  /** How lively the market is: 1 on an ordinary hour. */
  readonly activity: number;
}

type Regime = 'trend-up' | 'range' | 'trend-down' | 'crash' | 'recovery';

interface RegimeShape {
  /** Mean change in an hour. */
  readonly driftFraction: number;
  /** Share of the distance to where the regime began that is made good in an hour. */
  readonly pullFraction: number;
  readonly activity: number;
  readonly hoursMin: number;
  readonly hoursMax: number;
  /** What may come next, as often as it is listed. */
  readonly next: readonly Regime[];
}

const REGIMES: Readonly<Record<Regime, RegimeShape>> = {
  'trend-up': {
    driftFraction: 0.0006,
    pullFraction: 0,
    activity: 0.9,
    hoursMin: 72,
    hoursMax: 300,
    next: ['range', 'range', 'range', 'trend-down', 'trend-down', 'crash'],
  },
  range: {
    driftFraction: 0,
    pullFraction: 0.02,
    activity: 0.75,
    hoursMin: 48,
    hoursMax: 200,
    next: ['trend-up', 'trend-up', 'trend-up', 'trend-down', 'trend-down', 'crash'],
  },
  'trend-down': {
    driftFraction: -0.0007,
    pullFraction: 0,
    activity: 1.1,
    hoursMin: 48,
    hoursMax: 200,
    next: ['range', 'range', 'trend-up', 'trend-up', 'crash'],
  },
  crash: { driftFraction: -0.014, pullFraction: 0, activity: 2.2, hoursMin: 4, hoursMax: 14, next: ['recovery'] },
  recovery: { driftFraction: 0.002, pullFraction: 0, activity: 1.5, hoursMin: 24, hoursMax: 72, next: ['range', 'trend-up'] },
};

/** Standard deviation of the common change in an ordinary hour. */
const HOURLY_DEVIATION_FRACTION = 0.0045;
/** How variance remembers: the weight of the newest shock, of the past, and of the long-run mean (they add up to 1). */
const CLUSTERING = { shock: 0.1, past: 0.87, mean: 0.03 } as const;
/** Shocks beyond this many deviations are cut off, so that no hour is absurd. */
const SHOCK_MAX = 8;

/**
 * The common factor of the generated markets, hour by hour: regimes follow each other, shocks have fat tails, lively hours come in
 * clusters. An hour depends on the seed and on the hours before it, never on how many are asked for.
 */
export function createClimate(seed: number): () => ClimateHour {
  const random = new SeededRandom(seed, 'climate');
  const nextVariance = createClustering();
  let regime: Regime = 'range';
  let hoursLeft = random.integer(REGIMES.range.hoursMin, REGIMES.range.hoursMax);
  let level = 1;
  let anchor = 1;
  let shock = 0;
  return () => {
    if (hoursLeft === 0) {
      regime = pick(random, REGIMES[regime].next);
      hoursLeft = random.integer(REGIMES[regime].hoursMin, REGIMES[regime].hoursMax);
      anchor = level;
    }
    hoursLeft -= 1;
    const { driftFraction, pullFraction, activity: regimeActivity } = REGIMES[regime];
    const activity = regimeActivity * Math.sqrt(nextVariance(shock));
    shock = boundedShock(random);
    const returnFraction = driftFraction + pullFraction * (anchor / level - 1) + HOURLY_DEVIATION_FRACTION * activity * shock;
    level *= 1 + returnFraction;
    return { returnFraction, activity };
  };
}

/** The variance of the coming hour, from the shock of the one before; 1 in the long run. */
export function createClustering(): (shock: number) => number {
  let variance = 1;
  return (shock) => {
    variance = CLUSTERING.mean + variance * (CLUSTERING.past + CLUSTERING.shock * shock ** 2);
    return variance;
  };
}

export function boundedShock(random: SeededRandom): number {
  return Math.min(Math.max(random.fatTailed(), -SHOCK_MAX), SHOCK_MAX);
}

function pick(random: SeededRandom, choices: readonly Regime[]): Regime {
  return choices[random.integer(0, choices.length - 1)] ?? 'range';
}
