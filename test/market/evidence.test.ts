import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { resolveEvidence } from '../../src/market/evidence.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const FROM = Date.UTC(2024, 9, 1);
const AS_OF = FROM + 60 * DAY_MS;

function bitcoinSet() {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT', 'ETHUSDT'] });
  preparer.accept('BTCUSDT', generatedCandles({ seed: 11, from: FROM, count: 24 * 60 }));
  return preparer.prepare(AS_OF);
}

describe('evidence ids', () => {
  const set = bitcoinSet();
  const market = set.markets.get('BTCUSDT');
  const day = market?.series['1d'].candleAt(40);

  it.each([
    { id: 'BTC.price', value: market?.close },
    { id: 'BTC.change24h', value: market?.changeFraction24h },
    { id: 'BTC.1d.rsi14', value: market?.series['1d'].indicators.rsi14 },
    { id: 'BTC.1d.ma20', value: market?.series['1d'].indicators.ma20 },
    { id: 'BTC.1d.ma50', value: market?.series['1d'].indicators.ma50 },
    { id: 'BTC.4h.atr14', value: market?.series['4h'].indicators.atr14 },
    { id: 'BTC.4h.macd.histogram', value: market?.series['4h'].indicators.macd?.histogram },
    { id: 'BTC.1h.macd.line', value: market?.series['1h'].indicators.macd?.line },
    { id: 'BTC.1h.macd.signal', value: market?.series['1h'].indicators.macd?.signal },
    { id: 'BTC.row.2024-11-10.open', value: day?.open },
    { id: 'BTC.row.2024-11-10.high', value: day?.high },
    { id: 'BTC.row.2024-11-10.low', value: day?.low },
    { id: 'BTC.row.2024-11-10.close', value: day?.close },
    { id: 'BTC.row.2024-11-10.volume', value: day?.volume },
  ])('$id names a number', ({ id, value }) => {
    expect(value).toBeTypeOf('number');
    expect(resolveEvidence(set, id)).toBe(value);
  });

  it.each([
    '',
    'BTC',
    'price',
    'BTCUSDT.price',
    'btc.price',
    'BTC.price.close',
    'BTC.change24h.x',
    'ETH.price',
    'XRP.price',
    'BTC.1w.rsi14',
    'BTC.1d',
    'BTC.1d.rsi',
    'BTC.1d.macd',
    'BTC.1d.macd.speed',
    'BTC.1d.rsi14.x',
    'BTC.1d.constructor',
    'BTC.constructor.name',
    'BTC.row.2024-09-30.close',
    'BTC.row.2024-11-30.close',
    'BTC.row.2024-11-10.openedAt',
    'BTC.row.2024-11-10',
    'BTC.row.2024-11-10.close.x',
  ])('"%s" names nothing', (id) => {
    expect(resolveEvidence(set, id)).toBeNull();
  });

  it('names nothing while an indicator needs more candles', () => {
    const young = new DataPreparer({ symbols: ['BTCUSDT'] });
    young.accept('BTCUSDT', generatedCandles({ seed: 11, from: FROM, count: 24 }));
    expect(resolveEvidence(young.prepare(FROM + DAY_MS), 'BTC.1d.rsi14')).toBeNull();
    expect(resolveEvidence(young.prepare(FROM + DAY_MS), 'BTC.1h.rsi14')).not.toBeNull();
  });
});
