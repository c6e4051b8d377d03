import { fraction, price, quantity, quoteAmount } from '../domain/decimal.ts';
import type { FeeSchedule, Instrument, InstrumentCapability } from '../domain/instrument.ts';
import { baseAssetOf, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { OrderType } from '../domain/order.ts';

/**
 * What the markets accept, at two times. `spot-2026`: the rules of today, with every order type. `capture-2024`: the rules that
 * Binance published on 2024-09-08, without market stops, so that a stop can only be a stop-loss-limit, and without purchases that bring their
 * exits along.
 */
export type InstrumentPreset = 'spot-2026' | 'capture-2024';

/** The usual fees of an account without volume or coins to pay them in. */
export const DEFAULT_FEES: FeeSchedule = {
  takerFraction: fraction('0.001'),
  makerFraction: fraction('0.001'),
  paidIn: 'received',
  bnbDiscountFraction: fraction('0.75'),
};

const ORDER_TYPES: Readonly<Record<InstrumentPreset, readonly OrderType[]>> = {
  'spot-2026': ['limit', 'market', 'stop-loss', 'stop-loss-limit', 'take-profit'],
  'capture-2024': ['limit', 'market', 'stop-loss-limit'],
};

const CAPABILITIES: Readonly<Record<InstrumentPreset, readonly InstrumentCapability[]>> = {
  'spot-2026': ['oco', 'oto', 'opo', 'cancel-replace', 'amend', 'trailing-stop'],
  'capture-2024': ['oco', 'cancel-replace'],
};

interface MarketRules {
  readonly tickSize: string;
  readonly priceMax: string;
  readonly stepSize: string;
  readonly quantityMax: string;
  readonly marketQuantityMax: string;
}

/** The exchange moves the largest market order daily with the traded volume; here it stays. */
const MARKETS_2024: Readonly<Record<MarketSymbol, MarketRules>> = {
  BTCUSDT: { tickSize: '0.01', priceMax: '1000000', stepSize: '0.00001', quantityMax: '9000', marketQuantityMax: '129.84957276' },
  ETHUSDT: { tickSize: '0.01', priceMax: '1000000', stepSize: '0.0001', quantityMax: '9000', marketQuantityMax: '3125.75267907' },
  BNBUSDT: { tickSize: '0.1', priceMax: '100000', stepSize: '0.001', quantityMax: '900000', marketQuantityMax: '4883.5223682' },
  ADAUSDT: {
    tickSize: '0.0001',
    priceMax: '1000',
    stepSize: '0.1',
    quantityMax: '900000',
    marketQuantityMax: '1922825.07447698',
  },
  SOLUSDT: { tickSize: '0.01', priceMax: '10000', stepSize: '0.001', quantityMax: '90000', marketQuantityMax: '64306.31937238' },
};

const MARKETS_2026: Readonly<Record<MarketSymbol, MarketRules>> = {
  BTCUSDT: { tickSize: '0.01', priceMax: '1000000', stepSize: '0.00001', quantityMax: '9000', marketQuantityMax: '100' },
  ETHUSDT: { tickSize: '0.01', priceMax: '1000000', stepSize: '0.0001', quantityMax: '9000', marketQuantityMax: '3000' },
  BNBUSDT: { tickSize: '0.01', priceMax: '100000', stepSize: '0.001', quantityMax: '900000', marketQuantityMax: '5000' },
  ADAUSDT: { tickSize: '0.0001', priceMax: '1000', stepSize: '0.1', quantityMax: '900000', marketQuantityMax: '2000000' },
  SOLUSDT: { tickSize: '0.01', priceMax: '10000', stepSize: '0.001', quantityMax: '90000', marketQuantityMax: '60000' },
};

const MARKETS: Readonly<Record<InstrumentPreset, Readonly<Record<MarketSymbol, MarketRules>>>> = {
  'spot-2026': MARKETS_2026,
  'capture-2024': MARKETS_2024,
};

/** For a coin that no preset lists: fine enough for prices of a thousandth of a cent, and for coins of some hundred dollars. */
const GENERIC_MARKET: MarketRules = {
  tickSize: '0.00001',
  priceMax: '1000000',
  stepSize: '0.001',
  quantityMax: '900000000',
  marketQuantityMax: '9000000',
};

export function instrumentsOf({
  preset,
  symbols,
}: {
  readonly preset: InstrumentPreset;
  readonly symbols: readonly MarketSymbol[];
}): readonly Instrument[] {
  return symbols.map((symbol) => instrumentFrom(symbol, MARKETS[preset][symbol] ?? GENERIC_MARKET, preset));
}

function instrumentFrom(symbol: MarketSymbol, rules: MarketRules, preset: InstrumentPreset): Instrument {
  return {
    symbol,
    baseAsset: baseAssetOf(symbol),
    quoteAsset: QUOTE_ASSET,
    status: 'trading',
    orderTypes: ORDER_TYPES[preset],
    capabilities: CAPABILITIES[preset],
    tickSize: price(rules.tickSize),
    priceMin: price(rules.tickSize),
    priceMax: price(rules.priceMax),
    stepSize: quantity(rules.stepSize),
    quantityMin: quantity(rules.stepSize),
    quantityMax: quantity(rules.quantityMax),
    marketQuantityMax: quantity(rules.marketQuantityMax),
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
}
