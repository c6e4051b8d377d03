import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { renderCandles } from '../../src/market/render-candles.ts';
import { renderMarketContext } from '../../src/market/render-market-context.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const FROM = Date.UTC(2024, 0, 1);

function exampleSet() {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT', 'ADAUSDT', 'SOLUSDT'] });
  preparer.accept('BTCUSDT', generatedCandles({ seed: 21, from: FROM, count: 24 * 60, firstPrice: 42_000 }));
  const ada = generatedCandles({ seed: 22, from: FROM + 50 * DAY_MS, count: 236, firstPrice: 0.5 });
  preparer.accept(
    'ADAUSDT',
    ada.filter((_, index) => index !== 30),
  );
  return preparer.prepare(FROM + 60 * DAY_MS);
}

describe('the market context for models', () => {
  it('tells price, change and indicators of each market, problems and missing hours included', () => {
    expect(
      renderMarketContext(exampleSet(), { symbols: ['BTCUSDT', 'ADAUSDT', 'SOLUSDT'], level: 'basic' }),
    ).toMatchInlineSnapshot(`
      "Markets as of 2024-03-01 00:00 UTC, snapshot ddc654767448420735f13be331f6c8b9. 3 symbols, closed candles only.
      Prices, moving averages, MACD and ATR are USDT per coin; changes are fractions (0.01 is one percent); RSI is 0 to 100.
      Each row holds the values after the newest closed candle of its interval; "-" needs more candles.

      BTC: price 50819 at 2024-02-29 23:59, 24 h change -0.06213
      interval,candles,rsi14,macd_line,macd_signal,macd_histogram,ma20,ma50,atr14
      1d,60,59.42,1822,893.3,929.2,44749,44875,3648
      4h,84,50.02,1374,1653,-279,51418,48795,1651
      1h,48,34.78,-686.5,-392,-294.4,52896,53001,923.3

      ADA: price 0.58001 at 2024-02-29 19:59, 24 h change -0.01909
      not tradable: the newest candle closed 4.0 hours before 2024-03-01 00:00
      interval,candles,rsi14,macd_line,macd_signal,macd_histogram,ma20,ma50,atr14
      1d,10,-,-,-,-,-,-,-
      4h,59,63.04,0.01605,0.01677,-0.0007259,0.55856,0.52075,0.01757
      1h,48,57.9,0.001186,0.0005137,0.0006722,0.56981,0.56489,0.0114
      hours without a candle in the shown days: 5, the newest 2024-02-29 21:00, 2024-02-29 22:00, 2024-02-29 23:00

      SOL: no closed candle is known; not tradable"
    `);
  });

  it('tells only of the symbols asked for', () => {
    const text = renderMarketContext(exampleSet(), { symbols: ['ADAUSDT'], level: 'basic' });
    expect(text).toContain('ADA: price');
    expect(text).not.toContain('BTC:');
  });
});

describe('candles for models', () => {
  it('are rows from oldest to newest with units and counts in the header', () => {
    expect(renderCandles(exampleSet(), { symbol: 'BTCUSDT', interval: '4h', count: 3 })).toMatchInlineSnapshot(`
      "BTC 4h: 3 rows of 84 closed candles, oldest to newest, times of opening in UTC, prices in USDT, volume in BTC
      opened_at,open,high,low,close,volume
      2024-02-29 12:00,53570,54017,52139,52555,1543
      2024-02-29 16:00,52555,52758,50920,51334,2336
      2024-02-29 20:00,51334,51931,50378,50819,2147"
    `);
    expect(renderCandles(exampleSet(), { symbol: 'ADAUSDT', interval: '1d', count: 2 })).toMatchInlineSnapshot(`
      "ADA 1d: 2 rows of 10 closed candles, oldest to newest, times of opening in UTC, prices in USDT, volume in ADA
      opened_at,open,high,low,close,volume
      2024-02-28,0.54415,0.59383,0.53659,0.58286,15290
      2024-02-29,0.58286,0.5866,0.55104,0.58001,10120"
    `);
  });

  it.each([
    { count: 0, rows: 1 },
    { count: 2.9, rows: 2 },
    { count: 48, rows: 48 },
    { count: 1_000, rows: 48 },
  ])('shows $rows of 48 rows when $count are asked for', ({ count, rows }) => {
    const lines = renderCandles(exampleSet(), { symbol: 'BTCUSDT', interval: '1h', count }).split('\n');
    expect(lines).toHaveLength(rows + 2);
  });

  it('says so when none is known', () => {
    expect(renderCandles(exampleSet(), { symbol: 'SOLUSDT', interval: '1d', count: 5 })).toBe(
      'SOL 1d: no closed candle is known',
    );
    const young = new DataPreparer({ symbols: ['BTCUSDT'] });
    young.accept('BTCUSDT', generatedCandles({ seed: 1, from: FROM, count: 2 }));
    const set = young.prepare(FROM + 2 * HOUR_MS);
    expect(renderCandles(set, { symbol: 'BTCUSDT', interval: '1d', count: 5 })).toBe('BTC 1d: no closed candle is known');
  });
});
