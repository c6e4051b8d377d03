import { fraction, type Price, price, type Quantity, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { Mark, Position } from '../../src/domain/position.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import { DEFAULT_RISK_LIMITS, type RiskLimits } from '../../src/risk/limits.ts';
import type { RiskSituation } from '../../src/risk/risk-situation.ts';

export const NOW = Date.UTC(2024, 0, 31, 14);
const SNAPSHOT_ID = 'snapshot-1';

const BASE: Instrument = {
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  status: 'trading',
  orderTypes: ['market', 'limit', 'stop-loss', 'stop-loss-limit'],
  capabilities: [],
  tickSize: price('0.01'),
  priceMin: price('0.01'),
  priceMax: price('1000000'),
  stepSize: quantity('0.00001'),
  quantityMin: quantity('0.00001'),
  quantityMax: quantity('9000'),
  marketQuantityMax: quantity('80'),
  notionalMin: quoteAmount(5),
  notionalMax: quoteAmount(9_000_000),
  buyPriceFractionMax: fraction(5),
  buyPriceFractionMin: fraction('0.2'),
  sellPriceFractionMax: fraction(5),
  sellPriceFractionMin: fraction('0.2'),
  openOrdersMax: 200,
  stopOrdersMax: 5,
  basePrecision: 8,
};

export function anInstrument(changes: Partial<Instrument> = {}): Instrument {
  return { ...BASE, ...changes };
}

export function aMark(symbol: MarketSymbol, at: number | string, changes: Partial<Mark> = {}): Mark {
  return { symbol, price: price(at), at: NOW - 1, source: 'candle', ...changes };
}

export function aPosition(
  symbol: MarketSymbol,
  facts: { readonly quantity: number | string; readonly cost?: number | string; readonly stopPrice?: number | string | null },
): Position {
  const held: Quantity = quantity(facts.quantity);
  const averageCost: Price = price(facts.cost ?? 100);
  const stopPrice = facts.stopPrice === undefined ? 90 : facts.stopPrice;
  return {
    symbol,
    quantity: held,
    averageCost,
    costBasis: quoteAmount(averageCost.times(held)),
    lots: [{ openedAt: NOW - 1, quantity: held, unitCost: averageCost }],
    openedAt: NOW - 1,
    stopPrice: stopPrice === null ? null : price(stopPrice),
    targetPrice: null,
  };
}

type SituationChanges = Partial<Omit<RiskSituation, 'limits' | 'book'>> & {
  readonly limits?: Partial<RiskLimits>;
  readonly positions?: readonly Position[];
  readonly cash?: number | string;
};

/**
 * A calm situation in which an entry passes without a person: a book of 10 000 USDT in cash, every price at 100, `auto`,
 * thresholds of confirmation out of the way. Each test changes what it is about.
 */
export function aSituation(changes: SituationChanges = {}): RiskSituation {
  const { limits, positions = [], cash = 10_000, ...rest } = changes;
  const symbols: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'ADAUSDT', 'SOLUSDT'];
  return {
    now: NOW,
    control: 'active',
    autonomy: 'auto',
    symbols,
    limits: { ...DEFAULT_RISK_LIMITS, confirmAboveQuote: 100_000, confirmAboveFraction: 0.5, ...limits },
    book: {
      bookId: 'main',
      capital: quoteAmount(10_000),
      cash: quoteAmount(cash),
      positions,
      realisedPnl: quoteAmount(0),
      feesPaid: quoteAmount(0),
      feeCoins: {},
      dust: {},
    },
    equity: quoteAmount(10_000),
    dayStartEquity: quoteAmount(10_000),
    peakEquity: quoteAmount(10_000),
    entriesToday: 0,
    hasTraded: true,
    tradedSymbols: new Set(symbols),
    lastStopHitAt: new Map(),
    marks: new Map(symbols.map((symbol) => [symbol, aMark(symbol, 100)])),
    instruments: new Map(symbols.map((symbol) => [symbol, anInstrument({ symbol })])),
    fees: {
      takerFraction: fraction('0.001'),
      makerFraction: fraction('0.001'),
      paidIn: 'received',
      bnbDiscountFraction: fraction('0.75'),
    },
    reservedEntries: [],
    busySymbols: new Set(),
    unsettledSymbols: new Set(),
    entryBlocks: new Map(),
    openStopOrders: new Map(),
    snapshot: { id: SNAPSHOT_ID, asOf: NOW, problems: new Map() },
    ...rest,
  };
}

const COMMON = {
  symbol: 'BTCUSDT',
  confidenceFraction: 0.7,
  reasoning: 'the trend is up',
  evidence: [],
  snapshotId: SNAPSHOT_ID,
} as const;

type SignalOf<Action> = Extract<TradeSignal, { readonly action: Action }>;

export function anOpen(changes: Partial<Omit<SignalOf<'open'>, 'action'>> = {}): SignalOf<'open'> {
  return { ...COMMON, action: 'open', sizeStep: 0.5, stopPrice: price(97), targetPrice: null, ...changes };
}

export function aClose(changes: Partial<Omit<SignalOf<'close'>, 'action'>> = {}): SignalOf<'close'> {
  return { ...COMMON, action: 'close', sizeStep: 1, ...changes };
}

export function aStopMove(
  stopPrice: number | string,
  changes: Partial<Omit<SignalOf<'move-stop'>, 'action'>> = {},
): SignalOf<'move-stop'> {
  return { ...COMMON, action: 'move-stop', stopPrice: price(stopPrice), ...changes };
}
