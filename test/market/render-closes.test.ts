import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { priceText } from '../../src/market/number-text.ts';
import { renderCloses } from '../../src/market/render-closes.ts';
import { generatedCandles } from '../support/generated-candles.ts';
import { fullMarket, marketOf } from './full-market.ts';

const set = fullMarket();

describe('closes on request', () => {
  it.each([
    { interval: '4h', count: 84, from: '2024-05-18 12:00' },
    { interval: '1h', count: 48, from: '2024-05-30 13:00' },
  ] as const)('are $count of $interval, oldest to newest, with units and count at the top', ({ interval, count, from }) => {
    const [header, line = ''] = renderCloses(set, { symbols: ['BTCUSDT'], interval }).split('\n');
    expect(header).toBe(
      `Closes of ${interval} candles as of 2024-06-01 13:00 UTC, USDT per coin, oldest to newest, "-" missing.`,
    );
    const [head, closes = ''] = line.split(': ');
    expect(`${head}: ${closes.split(' ')[0]}`).toMatch(new RegExp(`^BTC, ${count} from ${from}: \\d`));
    const series = marketOf(set, 'BTCUSDT').series[interval];
    expect(closes.split(' ')).toEqual(Array.from({ length: count }, (_, index) => priceText(series.candleAt(index).close)));
  });

  it('have a line for each market asked for, and say where nothing is known', () => {
    const lines = renderCloses(set, { symbols: ['ETHUSDT', 'ADAUSDT'], interval: '1h' }).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^ETH, 48 from /);
    expect(lines[2]).toBe('ADA: no closed candle is known');
  });

  it('keep the place of a candle that is missing', () => {
    const from = Date.UTC(2024, 0, 1);
    const hours = generatedCandles({ seed: 3, from, count: 24 });
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    preparer.accept(
      'BTCUSDT',
      hours.filter((_, index) => index !== 20 && index !== 21),
    );
    const closes = renderCloses(preparer.prepare(from + DAY_MS), { symbols: ['BTCUSDT'], interval: '1h' })
      .split(': ')[1]
      ?.split(' ');
    expect(closes).toHaveLength(24);
    expect(closes?.slice(19, 23)).toEqual([priceText(hours[19]?.close ?? 0), '-', '-', priceText(hours[22]?.close ?? 0)]);
  });

  it('are fewer of a young market', () => {
    const from = Date.UTC(2024, 0, 1);
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    preparer.accept('BTCUSDT', generatedCandles({ seed: 3, from, count: 5 }));
    expect(renderCloses(preparer.prepare(from + 5 * HOUR_MS), { symbols: ['BTCUSDT'], interval: '4h' })).toContain('BTC, 1 from');
  });
});
