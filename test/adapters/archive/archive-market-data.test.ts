import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveMarketData } from '../../../src/adapters/archive/archive-market-data.ts';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import { price } from '../../../src/domain/decimal.ts';
import { InvariantError } from '../../../src/domain/invariant.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { describeMarketData } from '../../contract/market-data.contract.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { candleFileText } from './candle-file-text.ts';

const FIRST = Date.UTC(2024, 0, 1);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-archive-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describeMarketData('the candle archive', async ({ symbol, candles, now }) => {
  await writeFile(join(folder, `${symbol}-1h.csv`), candleFileText(candles));
  return new ArchiveMarketData({ archive: await loadCandleArchive(folder, [symbol]), clock: { now: () => now } });
});

describe('market data of the archive', () => {
  it('marks with the close of the newest candle that closed before now', async () => {
    const candles = generatedCandles({ seed: 3, from: FIRST, count: 10 });
    await writeFile(join(folder, 'ADAUSDT-1h.csv'), candleFileText(candles));
    const archive = await loadCandleArchive(folder, ['ADAUSDT']);
    const at = (now: number) => new ArchiveMarketData({ archive, clock: { now: () => now } }).fetchMark('ADAUSDT');
    expect(await at(FIRST + 3 * HOUR_MS)).toEqual({
      symbol: 'ADAUSDT',
      price: price(candles[2]?.close ?? 0),
      at: FIRST + 3 * HOUR_MS - 1,
      source: 'candle',
    });
    expect((await at(FIRST + 3 * HOUR_MS - 1))?.at, 'the last millisecond belongs to the candle').toBe(FIRST + 2 * HOUR_MS - 1);
    expect(await at(FIRST + HOUR_MS - 1)).toBeNull();
  });

  it('serves hourly candles only', async () => {
    await writeFile(join(folder, 'BNBUSDT-1h.csv'), candleFileText(generatedCandles({ seed: 3, from: FIRST, count: 10 })));
    const archive = await loadCandleArchive(folder, ['BNBUSDT']);
    const marketData = new ArchiveMarketData({ archive, clock: { now: () => FIRST + 5 * HOUR_MS } });
    await expect(marketData.fetchCandles({ symbol: 'BNBUSDT', interval: '1d', from: FIRST, asOf: FIRST })).rejects.toThrow(
      InvariantError,
    );
  });
});
