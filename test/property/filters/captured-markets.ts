import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchangeInfoSchema } from '../../../src/adapters/binance/read-instruments.ts';
import { type DecimalSource, fraction, price, quantity, quoteAmount } from '../../../src/domain/decimal.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { instrumentsOf } from '../../../src/simulator/instrument-presets.ts';
import type { VenueOrderType } from '../../../src/simulator/venue/venue-order.ts';
import { type VenueFilters, type VenueSymbol, venueSymbolOf } from '../../../src/simulator/venue/venue-symbol.ts';
import type { JudgedMarket } from './arbitrary-markets.ts';

interface CapturedSymbol {
  readonly symbol: MarketSymbol;
  readonly orderTypes: readonly VenueOrderType[];
  readonly baseAssetPrecision: number;
  readonly filters: readonly Readonly<Record<string, DecimalSource | boolean>>[];
}

/** The five markets of every capture of exchangeInfo in a folder, as our client reads them and as the venue would be told of them. */
export function capturedMarkets(folder: string): readonly JudgedMarket[] {
  const files = readdirSync(folder).filter((name) => /^exchangeInfo.*\.json$/.test(name));
  return files.flatMap((file) => {
    const captured: { readonly symbols: readonly CapturedSymbol[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { instruments } = exchangeInfoSchema.parse(captured);
    return DEFAULT_SYMBOLS.flatMap((symbol) => {
      const instrument = instruments.find((read) => read.symbol === symbol);
      const published = captured.symbols.find((told) => told.symbol === symbol);
      return instrument === undefined || published === undefined ? [] : [{ instrument, symbol: venueSymbolFrom(published) }];
    });
  });
}

/** The published filters, taken over without our client: only what no filter says is from the preset. */
function venueSymbolFrom({ symbol, orderTypes, baseAssetPrecision, filters }: CapturedSymbol): VenueSymbol {
  const [instrument] = instrumentsOf({ preset: 'capture-2024', symbols: [symbol] });
  if (instrument === undefined) throw new Error(`the preset has ${symbol}`);
  const usual = venueSymbolOf(instrument);
  return { ...usual, orderTypes, baseAssetPrecision, filters: { ...usual.filters, ...filtersFrom(filters) } };
}

function filtersFrom(filters: CapturedSymbol['filters']): Partial<VenueFilters> {
  const of = (type: string) => filters.find((filter) => filter['filterType'] === type);
  const number = (type: string, name: string): DecimalSource => {
    const value = of(type)?.[name];
    return typeof value === 'boolean' || value === undefined ? 0 : value;
  };
  const lot = (type: string) => ({
    minQty: quantity(number(type, 'minQty')),
    maxQty: quantity(number(type, 'maxQty')),
    stepSize: quantity(number(type, 'stepSize')),
  });
  const multiplier = (name: string) => fraction(number('PERCENT_PRICE_BY_SIDE', name));
  return {
    priceFilter: {
      minPrice: price(number('PRICE_FILTER', 'minPrice')),
      maxPrice: price(number('PRICE_FILTER', 'maxPrice')),
      tickSize: price(number('PRICE_FILTER', 'tickSize')),
    },
    percentPriceBySide: {
      bidMultiplierUp: multiplier('bidMultiplierUp'),
      bidMultiplierDown: multiplier('bidMultiplierDown'),
      askMultiplierUp: multiplier('askMultiplierUp'),
      askMultiplierDown: multiplier('askMultiplierDown'),
      avgPriceMins: 5,
    },
    percentPrice:
      of('PERCENT_PRICE') === undefined
        ? null
        : {
            multiplierUp: fraction(number('PERCENT_PRICE', 'multiplierUp')),
            multiplierDown: fraction(number('PERCENT_PRICE', 'multiplierDown')),
            avgPriceMins: 5,
          },
    lotSize: lot('LOT_SIZE'),
    marketLotSize: lot('MARKET_LOT_SIZE'),
    notional: {
      minNotional: quoteAmount(number('NOTIONAL', 'minNotional')),
      applyMinToMarket: of('NOTIONAL')?.['applyMinToMarket'] === true,
      maxNotional: quoteAmount(number('NOTIONAL', 'maxNotional')),
      applyMaxToMarket: of('NOTIONAL')?.['applyMaxToMarket'] === true,
      avgPriceMins: 5,
    },
    minNotional:
      of('MIN_NOTIONAL') === undefined
        ? null
        : {
            minNotional: quoteAmount(number('MIN_NOTIONAL', 'minNotional')),
            applyToMarket: of('MIN_NOTIONAL')?.['applyToMarket'] === true,
            avgPriceMins: 5,
          },
  };
}
