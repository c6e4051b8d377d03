import { invariant } from '../domain/invariant.ts';
import type { LimitDefinition } from '../domain/limit-definition.ts';

/**
 * The one list of limits. Everything that names a limit (YAML comments, schema, README table, `/risk`, tests) is made of it.
 *
 * Ranges are chosen so that no two of them can contradict each other: the stop's smallest distance never passes the largest,
 * and the slippage that is reckoned with never falls below the collar up to which an entry may pay.
 */
export const RISK_LIMITS = [
  {
    key: 'positionFractionMax',
    unit: 'fraction',
    default: 0.25,
    floor: 0.01,
    ceiling: 0.5,
    stricter: 'lower',
    meaning: 'Largest share of the book in one symbol; a larger entry is refused. Size steps of proposals are parts of it.',
    rule: 'position-size',
  },
  {
    key: 'riskPerTradeFractionMax',
    unit: 'fraction',
    default: 0.01,
    floor: 0.001,
    ceiling: 0.05,
    stricter: 'lower',
    meaning:
      'Largest share of the book lost when the stop of a position is hit, fees and slippage included; an entry that risks more is refused.',
    rule: 'risk-per-trade',
  },
  {
    key: 'slippageAllowanceFraction',
    unit: 'fraction',
    default: 0.005,
    floor: 0.005,
    ceiling: 0.05,
    stricter: 'higher',
    meaning:
      'How much worse than planned every fill is taken to be, above the mark on entry and below the stop on exit, when size, risk and cash are reckoned.',
    rule: 'risk-per-trade',
  },
  {
    key: 'grossExposureFractionMax',
    unit: 'fraction',
    default: 0.8,
    floor: 0.05,
    ceiling: 1,
    stricter: 'lower',
    meaning: 'Largest share of the book in all positions together; an entry that passes it is refused.',
    rule: 'gross-exposure',
  },
  {
    key: 'cashReserveFractionMin',
    unit: 'fraction',
    default: 0.1,
    floor: 0,
    ceiling: 0.9,
    stricter: 'higher',
    meaning: 'Share of the book that stays in cash; an entry that would use it is refused.',
    rule: 'cash-reserve',
  },
  {
    key: 'openPositionsMax',
    unit: 'count',
    default: 5,
    floor: 1,
    ceiling: 10,
    stricter: 'lower',
    meaning: 'How many symbols may be held at the same time; an entry into one more is refused.',
    rule: 'open-positions',
  },
  {
    key: 'entriesPerDayMax',
    unit: 'count',
    default: 10,
    floor: 1,
    ceiling: 50,
    stricter: 'lower',
    meaning: 'How many entries a UTC day may have; later ones are refused until the next day.',
    rule: 'entries-per-day',
  },
  {
    key: 'dailyLossFractionMax',
    unit: 'fraction',
    default: 0.03,
    floor: 0.005,
    ceiling: 0.2,
    stricter: 'lower',
    meaning:
      'Loss since the start of the UTC day, open positions included, as a share of the equity at that start; at it entries are refused until the next day.',
    rule: 'daily-loss',
  },
  {
    key: 'drawdownFractionMax',
    unit: 'fraction',
    default: 0.15,
    floor: 0.02,
    ceiling: 0.5,
    stricter: 'lower',
    meaning: 'Distance of equity below its highest value so far; at it trading is halted until a person resumes it.',
    rule: 'drawdown',
  },
  {
    key: 'cooldownHours',
    unit: 'hours',
    default: 6,
    floor: 1,
    ceiling: 168,
    stricter: 'higher',
    meaning: 'How long a symbol rests after its stop was hit; entries into it are refused until then.',
    rule: 'cooldown',
  },
  {
    key: 'stopDistanceFractionMin',
    unit: 'fraction',
    default: 0.005,
    floor: 0.002,
    ceiling: 0.02,
    stricter: 'higher',
    meaning: 'Smallest distance of a stop below the mark; a nearer stop would be hit by noise and is refused.',
    rule: 'stop-distance',
  },
  {
    key: 'stopDistanceFractionMax',
    unit: 'fraction',
    default: 0.15,
    floor: 0.02,
    ceiling: 0.3,
    stricter: 'lower',
    meaning: 'Largest distance of a stop below the mark; a stop farther away is refused.',
    rule: 'stop-distance',
  },
  {
    key: 'dataAgeSecondsMax',
    unit: 'seconds',
    default: 7200,
    floor: 300,
    ceiling: 14_400,
    stricter: 'lower',
    meaning: 'Largest age of the snapshot and of the price that an entry is judged on; on older data entries are refused.',
    rule: 'stale-data',
  },
  {
    key: 'priceDriftFractionMax',
    unit: 'fraction',
    default: 0.005,
    floor: 0.0005,
    ceiling: 0.02,
    stricter: 'lower',
    meaning:
      'How far the price may have moved, up or down, between the judgement of an entry and its execution; beyond it the entry is refused.',
    rule: 'price-drift',
  },
  {
    key: 'entryCollarFractionMax',
    unit: 'fraction',
    default: 0.005,
    floor: 0.0005,
    ceiling: 0.005,
    stricter: 'lower',
    meaning: 'How far above the price at which it was judged an entry may pay; once the price is higher the entry is refused.',
    rule: 'price-drift',
  },
  {
    key: 'confirmAboveQuote',
    unit: 'quote',
    default: 1000,
    floor: 0,
    ceiling: 100_000,
    stricter: 'lower',
    meaning: 'An entry above this amount asks a person.',
    rule: 'confirmation-reasons',
  },
  {
    key: 'confirmAboveFraction',
    unit: 'fraction',
    default: 0.15,
    floor: 0,
    ceiling: 0.5,
    stricter: 'lower',
    meaning: 'An entry above this share of the book asks a person.',
    rule: 'confirmation-reasons',
  },
  {
    key: 'confirmBelowConfidenceFraction',
    unit: 'fraction',
    default: 0.5,
    floor: 0,
    ceiling: 1,
    stricter: 'higher',
    meaning: 'An entry whose agent is less confident than this asks a person.',
    rule: 'confirmation-reasons',
  },
] as const satisfies readonly LimitDefinition[];

export type LimitKey = (typeof RISK_LIMITS)[number]['key'];

/** The value of every limit, in its own unit. Rules turn them into decimals. */
export type RiskLimits = Readonly<Record<LimitKey, number>>;

export const DEFAULT_RISK_LIMITS: RiskLimits = parseRiskLimits(
  Object.fromEntries(RISK_LIMITS.map((limit) => [limit.key, limit.default])),
);

/**
 * The last check before limits are used: whatever the configuration let through, nothing outside of the compiled ranges gets in.
 *
 * @throws InvariantError for a missing, unknown or out-of-range limit; the configuration reports these to people before.
 */
export function parseRiskLimits(values: Readonly<Record<string, number>>): RiskLimits {
  const known: ReadonlySet<string> = new Set(RISK_LIMITS.map((limit) => limit.key));
  for (const key of Object.keys(values)) invariant(known.has(key), `there is no limit "${key}"`);
  const limits: Record<string, number> = {};
  for (const { key, floor, ceiling, unit } of RISK_LIMITS) {
    const value = values[key];
    invariant(
      value !== undefined && value >= floor && value <= ceiling,
      `the limit ${key} must be a number from ${floor} to ${ceiling}, got ${value}`,
    );
    invariant(unit !== 'count' || Number.isInteger(value), `the limit ${key} must be a whole number, got ${value}`);
    limits[key] = value;
  }
  return limits as RiskLimits;
}
