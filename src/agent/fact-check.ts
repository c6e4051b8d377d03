import type { MarketFacts } from '../domain/market-data-set.ts';
import { HOUR_MS } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { DeliberationInput } from './deliberation.ts';

export type FactProblemCode =
  | 'evidence-unknown'
  | 'number-wrong'
  | 'stop-side'
  | 'stop-distance'
  | 'reward-too-small'
  | 'data-stale'
  | 'data-missing';

/** What code finds wrong in a proposal, with the number or the name that it is about. */
export interface FactProblem {
  readonly code: FactProblemCode;
  readonly about: string;
}

const STOP_ATR_MIN = 0.5;
const STOP_ATR_MAX = 4;
const REWARD_RISK_MIN = 1.5;
/** Commission both ways, as a share of the price. */
const ROUND_TRIP_FEE_FRACTION = 0.002;
const DATA_AGE_MAX_MS = 2 * HOUR_MS;

type CheckInput = Pick<DeliberationInput, 'snapshot' | 'clock' | 'resolveEvidence' | 'wrongNumbers'>;

/** Compares a proposal with the snapshot that it stands on: its evidence, the numbers that it quotes, and for an entry its stop and target. */
export function checkFacts(signal: TradeSignal, input: CheckInput): readonly FactProblem[] {
  const { snapshot, resolveEvidence, wrongNumbers } = input;
  const market = snapshot.markets.get(signal.symbol);
  return [
    ...signal.evidence
      .filter((id) => resolveEvidence(snapshot, id) === null)
      .map((id): FactProblem => ({ code: 'evidence-unknown', about: id })),
    ...wrongNumbers(snapshot, signal).map((number): FactProblem => ({ code: 'number-wrong', about: number })),
    ...(signal.action === 'open' ? checkEntry(signal, market, input) : []),
  ];
}

function checkEntry(
  { stopPrice, targetPrice, symbol }: Extract<TradeSignal, { readonly action: 'open' }>,
  market: MarketFacts | undefined,
  { clock }: CheckInput,
): readonly FactProblem[] {
  if (market === undefined) return [{ code: 'data-missing', about: symbol }];
  const ageMs = clock.now() - market.closedAt;
  if (ageMs > DATA_AGE_MAX_MS) return [{ code: 'data-stale', about: `${Math.round(ageMs / HOUR_MS)} hours` }];
  const price = market.close;
  const risk = price - stopPrice.toNumber();
  if (risk <= 0) return [{ code: 'stop-side', about: stopPrice.toFixed() }];
  const fee = price * ROUND_TRIP_FEE_FRACTION;
  const reward = targetPrice === null ? null : (targetPrice.toNumber() - price - fee) / (risk + fee);
  return [
    ...checkDistance(risk, market),
    ...(reward === null || reward >= REWARD_RISK_MIN ? [] : [{ code: 'reward-too-small' as const, about: reward.toFixed(2) }]),
  ];
}

function checkDistance(risk: number, { series, symbol }: MarketFacts): readonly FactProblem[] {
  const range = series['1d'].indicators.atr14;
  if (range === null || range <= 0) return [{ code: 'data-missing', about: `${symbol.replace('USDT', '')}.1d.atr14` }];
  const distance = risk / range;
  return distance >= STOP_ATR_MIN && distance <= STOP_ATR_MAX
    ? []
    : [{ code: 'stop-distance', about: `${distance.toFixed(2)} ATR` }];
}

const EXPLANATIONS: Readonly<Record<FactProblemCode, string>> = {
  'evidence-unknown': 'this evidence names no number of the snapshot',
  'number-wrong': 'this number in the reasoning is not in the snapshot',
  'stop-side': 'the stop is not below the price',
  'stop-distance': `the stop's distance is not within ${STOP_ATR_MIN} and ${STOP_ATR_MAX} daily ATR14`,
  'reward-too-small': `the target is less than ${REWARD_RISK_MIN} times the risk away, after fees`,
  'data-stale': 'the newest candle is too old for an entry',
  'data-missing': 'this is not known, so the entry cannot be checked',
};

export function explainFactProblem({ code, about }: FactProblem): string {
  return `${code} (${about}): ${EXPLANATIONS[code]}`;
}
