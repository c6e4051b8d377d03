import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/app/environment.ts';
import { gatherLiveContext, gatherStoredContext } from '../../src/app/gather-context.ts';
import { UsageError } from '../../src/app/usage-error.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { type BinanceServer, startBinanceServer } from '../support/servers/binance-server.ts';
import { FearGreedServer } from '../support/servers/fear-greed-server.ts';
import { generatedStoredMarket, writeStoredMarket } from '../support/stored-market.ts';

const FROM = Date.UTC(2024, 0, 1);
const DAYS = 255;
const END = FROM + DAYS * DAY_MS;
const AT = END - 5 * HOUR_MS;
const market = generatedStoredMarket({ seed: 4, from: FROM, count: DAYS * 24 });

describe('the context from stored candles', () => {
  let candles = '';
  beforeAll(() => {
    candles = writeStoredMarket(market, artefactFolder('context'));
    writeFileSync(join(candles, 'fear-greed.csv'), 'date,value,classification\n2024-09-11,33,Fear\n');
  });

  it('shows a market among the usual ones, with the mood of the day', async () => {
    const snapshot = await gatherStoredContext('ETHUSDT', { candles, at: AT });
    expect([...snapshot.markets.keys()]).toEqual(DEFAULT_SYMBOLS);
    const ether = snapshot.markets.get('ETHUSDT');
    expect(ether?.series['1d'].indicators.missing).toBeNull();
    expect(ether?.bitcoinCorrelation.daily30).toBeTypeOf('number');
    expect(snapshot.breadth?.of).toBe(5);
    expect(snapshot.fearGreed).toMatchObject({ tag: 'known', value: 33 });
  });

  it('says from where to where the candles of the market go when they do not reach the moment', async () => {
    const gather = (at: number) => gatherStoredContext('BTCUSDT', { candles, at });
    await expect(gather(FROM)).rejects.toThrow(UsageError);
    await expect(gather(FROM)).rejects.toThrow('the stored ones begin at 2024-01-01 00:00 UTC');
    await expect(gather(END + 2 * DAY_MS)).rejects.toThrow('end at 2024-09-12 00:00 UTC, before 2024-09-14 00:00');
  });

  it('shows a market that is stored alone, and a market that is none of the usual ones', async () => {
    const alone = artefactFolder('context');
    writeStoredMarket(new Map([['DOGEUSDT', market.get('ADAUSDT') ?? []]]), alone);
    const snapshot = await gatherStoredContext('DOGEUSDT', { candles: alone, at: AT });
    expect([...snapshot.markets.keys()]).toEqual(['DOGEUSDT']);
    expect(snapshot.markets.get('DOGEUSDT')?.bitcoinCorrelation).toEqual({ daily30: null, hourly48: null });
    expect(snapshot.fearGreed).toEqual({ tag: 'missing', reason: 'there is no fear-greed.csv among the stored candles' });
    rmSync(alone, { recursive: true });
  });

  it('says that a market is not stored', async () => {
    await expect(gatherStoredContext('DOGEUSDT', { candles, at: AT })).rejects.toThrow(/no candles of DOGEUSDT/);
  });
});

describe('the context from Binance', () => {
  let binance: BinanceServer;
  let index: FearGreedServer;
  const clock = new SimulatedClock({ startAt: AT + 20 * MINUTE_MS });
  beforeAll(async () => {
    binance = await startBinanceServer({ now: () => clock.now(), candles: Object.fromEntries(market) });
    index = await new FearGreedServer().listen();
    index.values = [{ value: 33, classification: 'Fear', publishedAt: Date.UTC(2024, 8, 11) }];
  });
  afterAll(() => Promise.all([binance.close(), index.close()]));

  const gather = (symbol: 'BTCUSDT' | 'XRPUSDT', at: number) =>
    gatherLiveContext(symbol, {
      at,
      clock,
      environment: readEnvironment({ BINANCE_REST_URL: binance.url, FEAR_GREED_URL: index.url }),
    });

  it('is the same as from stored candles', async () => {
    const candles = writeStoredMarket(market, artefactFolder('context'));
    writeFileSync(join(candles, 'fear-greed.csv'), 'date,value,classification\n2024-09-11,33,Fear\n');
    const stored = await gatherStoredContext('BTCUSDT', { candles, at: AT });
    expect((await gather('BTCUSDT', AT)).id).toBe(stored.id);
  });

  it('is refused for a moment to come and for a market that Binance does not have', async () => {
    await expect(gather('BTCUSDT', clock.now() + 1)).rejects.toThrow('is still to come');
    await expect(gather('XRPUSDT', AT)).rejects.toThrow('Binance has no candle of XRPUSDT');
  });
});
