import { describe, expect, it } from 'vitest';
import { isoDate, isoTime } from '../../src/domain/time.ts';
import { resolveEvidence } from '../../src/market/evidence.ts';
import { fullMarket, GREED, marketOf } from './full-market.ts';

const set = fullMarket();
const market = marketOf(set, 'ETHUSDT');

describe('evidence ids', () => {
  it.each([
    { id: 'ETH.price', value: market.close },
    { id: 'ETH.change24h', value: market.changeFraction24h },
    { id: 'ETH.toHigh', value: market.distanceToHighFraction },
    { id: 'ETH.toLow', value: market.distanceToLowFraction },
    { id: 'ETH.correlation.daily30', value: market.bitcoinCorrelation.daily30 },
    { id: 'ETH.correlation.hourly48', value: market.bitcoinCorrelation.hourly48 },
    { id: 'MARKET.breadth', value: (set.breadth?.above ?? Number.NaN) / (set.breadth?.of ?? Number.NaN) },
    { id: 'MARKET.fearGreed', value: GREED.tag === 'known' ? GREED.value : null },
  ])('$id names a number', ({ id, value }) => {
    expect(value).toBeTypeOf('number');
    expect(resolveEvidence(set, id)).toBe(value);
  });

  describe.each(['1d', '4h', '1h'] as const)('of %s', (interval) => {
    const { indicators, distanceToMa50Fraction } = market.series[interval];

    it.each([
      { name: 'rsi14', value: indicators.rsi14 },
      { name: 'macd.line', value: indicators.macd?.line },
      { name: 'macd.signal', value: indicators.macd?.signal },
      { name: 'macd.histogram', value: indicators.macd?.histogram },
      { name: 'ma20', value: indicators.ma20 },
      { name: 'ma50', value: indicators.ma50 },
      { name: 'toMa50', value: distanceToMa50Fraction },
      { name: 'atr14', value: indicators.atr14 },
      { name: 'volumeZ', value: indicators.volumeZ },
    ])('name $name', ({ name, value }) => {
      expect(value).toBeTypeOf('number');
      expect(resolveEvidence(set, `ETH.${interval}.${name}`)).toBe(value);
    });
  });

  it('name every field of every key candle', () => {
    for (const { candle } of market.keyCandles) {
      for (const field of ['open', 'high', 'low', 'close', 'volume'] as const)
        expect(resolveEvidence(set, `ETH.row.${isoDate(candle.openedAt)}.${field}`)).toBe(candle[field]);
    }
  });

  it.each([
    { interval: '4h', length: '2024-06-01T08'.length },
    { interval: '1h', length: '2024-06-01T12'.length },
    { interval: '1d', length: '2024-05-31'.length },
  ] as const)('name every shown close of $interval', ({ interval, length }) => {
    const series = market.series[interval];
    for (let index = 0; index < series.length; index += 1) {
      const { openedAt, close } = series.candleAt(index);
      expect(resolveEvidence(set, `ETH.${interval}.close.${isoTime(openedAt).slice(0, length)}`)).toBe(close);
    }
  });

  it.each([
    '',
    'ETH',
    'price',
    'ETHUSDT.price',
    'eth.price',
    'ETH.price.close',
    'ETH.change24h.x',
    'ETH.correlation',
    'ETH.correlation.daily31',
    'ADA.price',
    'XRP.price',
    'ETH.1w.rsi14',
    'ETH.1d',
    'ETH.1d.rsi',
    'ETH.1d.missing',
    'ETH.1d.macd',
    'ETH.1d.macd.speed',
    'ETH.1d.rsi14.x',
    'ETH.1d.constructor',
    'ETH.constructor.name',
    'ETH.toString.rsi14',
    'ETH.row.2023-12-03.close',
    'ETH.row.2024-06-01.close',
    'ETH.row.2024-05-10.openedAt',
    'ETH.row.2024-05-10',
    'ETH.row.2024-05-10.close.x',
    'ETH.row.2024-05-10T00.close',
    'ETH.4h.close',
    'ETH.4h.close.2024-06-01T09',
    'ETH.4h.close.2024-06-01T12',
    'ETH.1h.close.2024-06-01T12.x',
    'ETH.1h.close.2024-06-01T13',
    'MARKET.price',
    'MARKET',
  ])('"%s" names nothing', (id) => {
    expect(resolveEvidence(set, id)).toBeNull();
  });

  it('name nothing that is not known', () => {
    const missing = fullMarket({ fearGreed: { tag: 'missing', reason: 'no file' } });
    for (const id of ['MARKET.fearGreed', 'SOL.1d.rsi14', 'SOL.1d.macd.line', 'SOL.1d.toMa50'])
      expect(resolveEvidence(missing, id), id).toBeNull();
    expect(resolveEvidence(missing, 'SOL.1h.rsi14')).not.toBeNull();
  });
});
