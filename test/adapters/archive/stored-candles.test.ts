import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CandleArchive } from '../../../src/adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import type { Candle } from '../../../src/domain/candle.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS, isoTime, minuteText } from '../../../src/domain/time.ts';
import { DataPreparer } from '../../../src/market/data-preparer.ts';

const folder = process.env['STEWARD_CANDLES'];
const END = Date.UTC(2025, 0, 1);

function preparerOf(archive: CandleArchive, asOf: number): DataPreparer {
  const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
  preparer.accept('BTCUSDT', archive.closedCandles('BTCUSDT', { from: 0, asOf }));
  return preparer;
}

/** The exchange's own daily candles, read the slow and plain way. */
function storedDays(from: string, symbol: MarketSymbol): ReadonlyMap<number, Candle> {
  const lines = gunzipSync(readFileSync(join(from, `${symbol}-1d.csv.gz`)))
    .toString()
    .trim()
    .split('\n');
  const days = lines.slice(1).map((line): Candle => {
    const [openedAt = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(',').map(Number);
    return { openedAt, open, high, low, close, volume };
  });
  return new Map(days.map((day) => [day.openedAt, day]));
}

describe.skipIf(folder === undefined)('the stored candles of STEWARD_CANDLES', () => {
  const from = folder ?? '';

  it('hold all five markets without a flaw', async () => {
    const archive = await loadCandleArchive(from, DEFAULT_SYMBOLS);
    expect(DEFAULT_SYMBOLS.map((symbol) => isoTime(archive.firstOpenedAt(symbol) ?? 0).slice(0, 13))).toEqual([
      ...Array.from({ length: 4 }, () => '2020-01-01T00'),
      '2020-08-11T06',
    ]);
    for (const symbol of DEFAULT_SYMBOLS) expect(archive.lastOpenedAt(symbol), symbol).toBe(END - HOUR_MS);
    expect(archive.closedCandles('BTCUSDT', { from: 0, asOf: END })).toHaveLength(43_816);
  });

  it('begin and end with the known rows of BTC', async () => {
    const archive = await loadCandleArchive(from, ['BTCUSDT']);
    expect(archive.futureCandle('BTCUSDT', Date.UTC(2020, 0, 1))).toEqual({
      openedAt: 1577836800000,
      open: 7195.24,
      high: 7196.25,
      low: 7175.46,
      close: 7177.02,
      volume: 511.814901,
    });
    expect(archive.futureCandle('BTCUSDT', END - HOUR_MS)).toEqual({
      openedAt: 1735686000000,
      open: 93488.83,
      high: 93756,
      low: 93375.38,
      close: 93576,
      volume: 336.57995,
    });
  });

  it.each([
    { asOf: '2020-02-20', missing: ['2020-02-09 02:00', ...[12, 13, 14, 15, 16].map((hour) => `2020-02-19 ${hour}:00`)] },
    { asOf: '2021-04-26', missing: ['2021-04-25 05:00', '2021-04-25 06:00', '2021-04-25 07:00'] },
    { asOf: '2023-03-25', missing: ['2023-03-24 13:00'] },
  ])('name the hours of halts before $asOf', async ({ asOf, missing }) => {
    const at = Date.parse(`${asOf}T00:00:00Z`);
    const market = preparerOf(await loadCandleArchive(from, ['BTCUSDT']), at)
      .prepare(at)
      .markets.get('BTCUSDT');
    expect(market?.series['1d'].missingHours.map(minuteText).slice(-missing.length)).toEqual(missing);
    expect(market?.problems).toEqual([]);
  });

  it('have a candle of the two hours before a halt as soon as its period ended, and are stale then', async () => {
    const at = Date.UTC(2020, 11, 21, 16);
    const archive = await loadCandleArchive(from, ['BTCUSDT']);
    const market = preparerOf(archive, at).prepare(at).markets.get('BTCUSDT');
    const series = market?.series['4h'];
    const bucket = series?.candleAt(series.length - 1);
    expect(minuteText(bucket?.openedAt ?? 0)).toBe('2020-12-21 12:00');
    expect(bucket?.close).toBe(archive.futureCandle('BTCUSDT', Date.UTC(2020, 11, 21, 13))?.close);
    expect(market?.problems).toEqual(['the newest candle closed 2.0 hours before 2020-12-21 16:00: the exchange was halted']);
  });

  it.each(DEFAULT_SYMBOLS)('add up to the days that the exchange itself gives for %s', async (symbol) => {
    const archive = await loadCandleArchive(from, [symbol]);
    const days = storedDays(from, symbol);
    const preparer = new DataPreparer({ symbols: [symbol] });
    preparer.accept(symbol, archive.closedCandles(symbol, { from: 0, asOf: END }));
    let compared = 0;
    for (let asOf = END; asOf > Date.UTC(2020, 6, 1); asOf -= 180 * DAY_MS) {
      const series = preparer.prepare(asOf).markets.get(symbol)?.series['1d'];
      if (series === undefined) break;
      const broken = new Set(series.missingHours.map((hour) => Math.floor(hour / DAY_MS)));
      for (let index = 0; index < series.length; index += 1) {
        const day = series.candleAt(index);
        if (broken.has(day.openedAt / DAY_MS)) continue;
        expectSameDay(day, days.get(day.openedAt));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(1_500);
  });
});

function expectSameDay({ volume, ...prices }: Candle, stored: Candle | undefined): void {
  const { volume: storedVolume, ...storedPrices } = stored ?? { volume: Number.NaN };
  const day = isoTime(prices.openedAt).slice(0, 10);
  expect(prices, day).toEqual(storedPrices);
  expect(Math.abs(volume / storedVolume - 1), day).toBeLessThan(1e-9);
}
