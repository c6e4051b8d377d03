import type { MarketDataSet, MarketFacts } from '../../domain/market-data-set.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../domain/portfolio-table.ts';
import type { SizeStep } from '../../domain/trade-signal.ts';
import { readTrend, type Trend } from './read-trend.ts';
import type { TrendParameters } from './trend-parameters.ts';

/** An entry has at least one: it is a condition of entering. */
export type Strength = 1 | 2 | 3;

/** What the strategy wants with one symbol, and why. Prices are numbers of USDT per coin. */
export type TrendView =
  | {
      readonly kind: 'enter';
      readonly symbol: MarketSymbol;
      readonly sizeStep: SizeStep;
      readonly stopPrice: number;
      readonly targetPrice: number;
      /** How many of the three signs of strength are there. */
      readonly strength: Strength;
      readonly why: string;
    }
  | { readonly kind: 'exit'; readonly symbol: MarketSymbol; readonly why: string }
  | { readonly kind: 'raise-stop'; readonly symbol: MarketSymbol; readonly stopPrice: number; readonly why: string }
  | { readonly kind: 'wait'; readonly symbol: MarketSymbol; readonly why: string };

export type Entry = Extract<TrendView, { readonly kind: 'enter' }>;

const SIZE_STEP_OF_STRENGTH: Readonly<Record<Strength, SizeStep>> = { 1: 0.25, 2: 0.5, 3: 1 };

/** Digits of a proposed price: about a tenth of a basis point, which every market's tick can hold or round. */
const PRICE_DIGITS = 6;

/** Judges every market of the snapshot, in its order. Depends on its arguments alone. */
export function judgeMarkets(
  snapshot: MarketDataSet,
  portfolio: PortfolioTable,
  parameters: TrendParameters,
): readonly TrendView[] {
  const views = [...snapshot.markets.values()].map((market) => judgeMarket(market, { portfolio, parameters }));
  return withFewEntries(views, { portfolio, parameters });
}

function judgeMarket(
  market: MarketFacts,
  { portfolio, parameters }: { readonly portfolio: PortfolioTable; readonly parameters: TrendParameters },
): TrendView {
  const row = portfolio.rows.find(({ symbol, value }) => symbol === market.symbol && value.gt(parameters.dustValueMax));
  if (row !== undefined && isAtTarget(row)) {
    return { kind: 'exit', symbol: market.symbol, why: `The mark ${row.mark.toFixed()} reached the target.` };
  }
  const trend = readTrend(market);
  if (typeof trend === 'string') return { kind: 'wait', symbol: market.symbol, why: trend };
  return row === undefined ? judgeFlat(trend, parameters) : judgeHeld(trend, row, parameters);
}

function isAtTarget({ mark, targetPrice }: PortfolioRow): boolean {
  return targetPrice !== null && mark.gte(targetPrice);
}

function judgeFlat(trend: Trend, parameters: TrendParameters): TrendView {
  const { symbol, price } = trend;
  const obstacle = obstacleToEntry(trend, parameters);
  if (obstacle !== null) return { kind: 'wait', symbol, why: obstacle };
  const strength = strengthOf(trend);
  const distance = stopDistance(trend, parameters);
  return {
    kind: 'enter',
    symbol,
    sizeStep: SIZE_STEP_OF_STRENGTH[strength],
    stopPrice: rounded(price - distance),
    targetPrice: rounded(price + parameters.targetRiskMultiple * distance),
    strength,
    why: `Uptrend: daily close ${rounded(trend.dailyClose)} above MA50 ${rounded(trend.dailyMa50)}, ${strength} of 3 signs of strength, 4h RSI ${trend.fourHourRsi.toFixed(0)}.`,
  };
}

/** The first reason not to enter; null when there is none. */
function obstacleToEntry(trend: Trend, parameters: TrendParameters): string | null {
  const { price, dailyClose, dailyMa20, dailyMa50, dailyMacdHistogram, dailyAtr, fourHourRsi } = trend;
  const { entryRsiMin, entryRsiMax, extensionAtrMax } = parameters;
  if (dailyClose <= dailyMa50) return 'no uptrend';
  if (dailyMa20 <= dailyMa50 && dailyMacdHistogram <= 0) return 'uptrend without momentum';
  // Entering below MA20 would meet the rule of exit at once.
  if (dailyClose <= dailyMa20 || price <= dailyMa20) return 'below MA20';
  if (price > dailyMa20 + extensionAtrMax * dailyAtr) return 'too far above MA20';
  if (fourHourRsi < entryRsiMin) return `4h RSI ${fourHourRsi.toFixed(0)} is weak`;
  if (fourHourRsi > entryRsiMax) return `4h RSI ${fourHourRsi.toFixed(0)} is overbought`;
  return null;
}

function strengthOf({ price, dailyMa20, dailyMa50, dailyMacdHistogram, fourHourMa50 }: Trend): Strength {
  const signs = [dailyMa20 > dailyMa50, dailyMacdHistogram > 0, price > fourHourMa50].filter(Boolean).length;
  return signs === 3 ? 3 : signs === 2 ? 2 : 1;
}

/** Distance of an entry's stop below the price, in USDT per coin. */
function stopDistance({ price, fourHourAtr }: Trend, parameters: TrendParameters): number {
  const { stopAtrMultiple, stopDistanceFractionMin, stopDistanceFractionMax } = parameters;
  return Math.min(Math.max(stopAtrMultiple * fourHourAtr, stopDistanceFractionMin * price), stopDistanceFractionMax * price);
}

function judgeHeld(trend: Trend, row: PortfolioRow, parameters: TrendParameters): TrendView {
  const { symbol, dailyClose, dailyMa20 } = trend;
  if (dailyClose < dailyMa20) {
    return {
      kind: 'exit',
      symbol,
      why: `The trend is broken: daily close ${rounded(dailyClose)} below MA20 ${rounded(dailyMa20)}.`,
    };
  }
  return raisedStop(trend, row, parameters) ?? { kind: 'wait', symbol, why: 'trend intact' };
}

/** The stop follows the mark upwards only, and in steps, so that it is not moved every hour. */
function raisedStop(trend: Trend, row: PortfolioRow, parameters: TrendParameters): TrendView | null {
  const { trailAtrMultiple, trailStepFraction, stopDistanceFractionMin, stopDistanceFractionMax } = parameters;
  const mark = row.mark.toNumber();
  const distance = Math.min(
    Math.max(trailAtrMultiple * trend.fourHourAtr, stopDistanceFractionMin * mark),
    stopDistanceFractionMax * mark,
  );
  const stopPrice = rounded(mark - distance);
  const current = row.stopPrice?.toNumber() ?? 0;
  if (stopPrice < current + trailStepFraction * mark) return null;
  return {
    kind: 'raise-stop',
    symbol: trend.symbol,
    stopPrice,
    why: `The stop follows the mark ${row.mark.toFixed()} at ${trailAtrMultiple} ATR of 4h.`,
  };
}

/** Keeps the strongest entries, as many as a session may have and cash allows; among equals the order of the markets decides. */
function withFewEntries(
  views: readonly TrendView[],
  { portfolio, parameters }: { readonly portfolio: PortfolioTable; readonly parameters: TrendParameters },
): readonly TrendView[] {
  const { cash, equity } = portfolio.total;
  const cashIsShort = cash.lt(equity.times(parameters.cashFractionMin));
  const entries = views.filter((view) => view.kind === 'enter');
  const kept = cashIsShort
    ? []
    : entries.toSorted((left, right) => right.strength - left.strength).slice(0, parameters.entriesPerSessionMax);
  const leftOut = cashIsShort ? 'cash is short' : 'others are stronger';
  return views.map((view) =>
    view.kind === 'enter' && !kept.includes(view) ? { kind: 'wait', symbol: view.symbol, why: leftOut } : view,
  );
}

function rounded(price: number): number {
  return Number(price.toPrecision(PRICE_DIGITS));
}
