import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';

describe('instrument presets', () => {
  it.each([
    ['BTCUSDT', '0.01', '0.00001'],
    ['ETHUSDT', '0.01', '0.0001'],
    ['BNBUSDT', '0.01', '0.001'],
    ['ADAUSDT', '0.0001', '0.1'],
    ['SOLUSDT', '0.01', '0.001'],
  ] as const)('spot-2026 prices %s in ticks of %s and steps of %s', (symbol, tickSize, stepSize) => {
    const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
    expect([instrument?.tickSize.toFixed(), instrument?.stepSize.toFixed()]).toEqual([tickSize, stepSize]);
    expect(instrument?.orderTypes).toContain('stop-loss');
    expect(instrument?.notionalMin.toFixed()).toBe('5');
  });

  it('capture-2024 has no market stop', () => {
    const [instrument] = instrumentsOf({ preset: 'capture-2024', symbols: ['BNBUSDT'] });
    expect(instrument?.orderTypes).toEqual(['limit', 'market', 'stop-loss-limit']);
    expect(instrument?.tickSize.toFixed()).toBe('0.1');
  });

  it.each([
    ['spot-2026', ['oco', 'oto', 'opo', 'cancel-replace', 'amend', 'trailing-stop']],
    ['capture-2024', ['oco', 'cancel-replace']],
  ] as const)('%s offers %j beyond single orders', (preset, capabilities) => {
    const [instrument] = instrumentsOf({ preset, symbols: ['BTCUSDT'] });
    expect(instrument?.capabilities).toEqual(capabilities);
    expect(instrument?.orderTypes.includes('take-profit')).toBe(preset === 'spot-2026');
  });

  it('serve a symbol that they do not list', () => {
    expect(instrumentsOf({ preset: 'spot-2026', symbols: ['XRPUSDT'] })).toMatchObject([{ symbol: 'XRPUSDT', baseAsset: 'XRP' }]);
  });

  const folder = process.env['STEWARD_CANDLES'];
  it.skipIf(folder === undefined)('capture-2024 is what the exchange published (needs STEWARD_CANDLES)', () => {
    const { symbols } = JSON.parse(readFileSync(join(folder ?? '', 'exchangeInfo.json'), 'utf8')) as PublishedMarkets;
    for (const instrument of instrumentsOf({ preset: 'capture-2024', symbols: DEFAULT_SYMBOLS })) {
      const filters = symbols.find((market) => market.symbol === instrument.symbol)?.filters ?? [];
      const published = Object.assign({}, ...filters.filter((filter) => filter['filterType'] !== 'MARKET_LOT_SIZE'));
      const marketLot = filters.find((filter) => filter['filterType'] === 'MARKET_LOT_SIZE');
      expect({
        tickSize: instrument.tickSize.toNumber(),
        minPrice: instrument.priceMin.toNumber(),
        maxPrice: instrument.priceMax.toNumber(),
        stepSize: instrument.stepSize.toNumber(),
        minQty: instrument.quantityMin.toNumber(),
        maxQty: instrument.quantityMax.toNumber(),
        minNotional: instrument.notionalMin.toNumber(),
        maxNotional: instrument.notionalMax.toNumber(),
        bidMultiplierUp: instrument.buyPriceFractionMax.toNumber(),
        askMultiplierDown: instrument.sellPriceFractionMin.toNumber(),
        maxNumOrders: instrument.openOrdersMax,
        maxNumAlgoOrders: instrument.stopOrdersMax,
        marketQuantityMax: instrument.marketQuantityMax.toNumber(),
      }).toEqual({
        tickSize: Number(published.tickSize),
        minPrice: Number(published.minPrice),
        maxPrice: Number(published.maxPrice),
        stepSize: Number(published.stepSize),
        minQty: Number(published.minQty),
        maxQty: Number(published.maxQty),
        minNotional: Number(published.minNotional),
        maxNotional: Number(published.maxNotional),
        bidMultiplierUp: Number(published.bidMultiplierUp),
        askMultiplierDown: Number(published.askMultiplierDown),
        maxNumOrders: published.maxNumOrders,
        maxNumAlgoOrders: published.maxNumAlgoOrders,
        marketQuantityMax: Number(marketLot?.['maxQty']),
      });
    }
  });
});

interface PublishedMarkets {
  readonly symbols: readonly { readonly symbol: string; readonly filters: readonly Readonly<Record<string, unknown>>[] }[];
}
