import { afterEach, describe, expect, it } from 'vitest';
import type { FearGreed } from '../../src/domain/sentiment.ts';
import { DAY_MS, dayStart, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import type { CandleQuery, MarketData } from '../../src/ports/market-data.ts';
import { gatherSnapshot } from '../../src/session/gather-facts.ts';
import type { SessionServices } from '../../src/session/session-services.ts';
import { type StewardForTest, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

const GREED: FearGreed = { tag: 'known', value: 72, classification: 'Greed', publishedAt: dayStart(TEST_START) };

describe('what a session gathers', () => {
  let rig: StewardForTest;
  afterEach(async () => {
    await rig.stop();
    expect(rig.bugs).toEqual([]);
  });

  /** The services of the rig with a preparer that knows nothing yet. */
  async function freshServices(changes: Partial<SessionServices> = {}): Promise<SessionServices> {
    rig = await stewardForTest();
    const { services } = rig.steward;
    return { ...services, preparer: new DataPreparer({ symbols: services.settings.symbols }), ...changes };
  }

  it('includes the mood of the market at that moment', async () => {
    const asked: number[] = [];
    const sentiment: SessionServices['sentiment'] = {
      fetchFearGreed: async (asOf) => {
        asked.push(asOf);
        return GREED;
      },
    };
    const snapshot = await gatherSnapshot(await freshServices({ sentiment }), TEST_START);
    expect(snapshot.fearGreed).toEqual(GREED);
    expect(asked).toEqual([TEST_START]);
  });

  it('says that the mood is missing where there is no source', async () => {
    const services = await freshServices();
    expect((await gatherSnapshot(services, TEST_START)).fearGreed).toEqual({ tag: 'missing', reason: 'no source is set up' });
  });

  it('begins with a whole day, since days are built from hours', async () => {
    const queries: CandleQuery[] = [];
    const services = await freshServices();
    const marketData: MarketData = {
      fetchCandles: (query) => {
        queries.push(query);
        return services.marketData.fetchCandles(query);
      },
      fetchMark: (symbol) => services.marketData.fetchMark(symbol),
    };
    await gatherSnapshot({ ...services, marketData }, TEST_START);
    const { symbols, warmUpHours } = services.settings;
    expect(queries.map(({ symbol }) => symbol)).toEqual(symbols);
    for (const { from } of queries) {
      expect(from % DAY_MS).toBe(0);
      expect(TEST_START - from).toBeGreaterThanOrEqual(warmUpHours * HOUR_MS);
      expect(TEST_START - from).toBeLessThan(warmUpHours * HOUR_MS + DAY_MS);
    }
  });
});

describe('a market with a hole in its candles', () => {
  it('is not traded in the session, and the report says why; the others are', async () => {
    const hole = TEST_START - 30 * HOUR_MS;
    const rig = await stewardForTest({
      settings: { autonomy: 'auto' },
      marketDataThrough: (usual) => ({
        fetchCandles: async (query) =>
          (await usual.fetchCandles(query)).filter(({ openedAt }) => query.symbol !== 'ETHUSDT' || openedAt !== hole),
        fetchMark: (symbol) => usual.fetchMark(symbol),
      }),
    });
    rig.llm.wish({ action: 'open', symbol: 'ETHUSDT' });
    await rig.runNextSession();
    const [gathered] = await rig.factsOf('snapshot-taken');
    const problems = gathered?.markets.map(({ symbol, problems }) => [symbol, problems ?? []]);
    expect(problems).toContainEqual([
      'ETHUSDT',
      [expect.stringMatching(/^no candle of the hour from .* although BTCUSDT has one$/)],
    ]);
    expect(problems).toContainEqual(['BTCUSDT', []]);
    expect(await rig.factsOf('proposal-staged')).toEqual([]);
    expect(JSON.stringify(await rig.factsOf('signal-assessed'))).toContain('although BTCUSDT has one');
    await rig.stop();
  });
});
