import { afterEach, describe, expect, it } from 'vitest';
import { LiveFearGreed } from '../../../src/adapters/fear-greed/live-fear-greed.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeSentimentSource } from '../../contract/sentiment-source.contract.ts';
import { FearGreedServer, type IndexValue } from '../../support/servers/fear-greed-server.ts';

const TODAY = Date.UTC(2024, 5, 1);
const NOW = TODAY + 13 * HOUR_MS;
const GREED: IndexValue = { value: 72, classification: 'Greed', publishedAt: TODAY };
const FEAR: IndexValue = { value: 40, classification: 'Fear', publishedAt: TODAY + DAY_MS };
const servers: FearGreedServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function startServer(values: readonly IndexValue[] = [GREED]): Promise<FearGreedServer> {
  const server = await new FearGreedServer().listen();
  servers.push(server);
  server.values = values;
  return server;
}

async function rig(values?: readonly IndexValue[]) {
  const server = await startServer(values);
  const clock = new SimulatedClock({ startAt: NOW });
  return { server, clock, source: new LiveFearGreed({ transport: systemHttpTransport, clock, url: server.url }) };
}

describeSentimentSource('the live index', async (values) => (await rig(values)).source);

describe('the live Fear & Greed index', () => {
  it('is the value of the day, with the time of its publication', async () => {
    const { source } = await rig();
    expect(await source.fetchFearGreed(NOW)).toEqual({ tag: 'known', ...GREED });
  });

  it.each([
    { given: '', asked: '/fng/?limit=2' },
    { given: '/', asked: '/fng/?limit=2' },
    { given: '/fng/', asked: '/fng/?limit=2' },
    { given: '/fng/?limit=1', asked: '/fng/?limit=1' },
  ])('is asked at the address "$given" by $asked', async ({ given, asked }) => {
    const server = await startServer();
    const clock = new SimulatedClock({ startAt: NOW });
    const source = new LiveFearGreed({ transport: systemHttpTransport, clock, url: `${server.url}${given}` });
    expect(await source.fetchFearGreed(NOW)).toMatchObject({ tag: 'known' });
    expect(server.paths).toEqual([asked]);
  });

  it('is asked once a day, and again when a new value is due', async () => {
    const { source, server } = await rig();
    for (let hour = 0; hour < 11; hour += 1) await source.fetchFearGreed(NOW + hour * HOUR_MS);
    expect(server.paths).toHaveLength(1);
    server.values = [GREED, FEAR];
    expect(await source.fetchFearGreed(TODAY + DAY_MS)).toEqual({ tag: 'known', ...FEAR });
    expect(await source.fetchFearGreed(TODAY + DAY_MS + HOUR_MS)).toEqual({ tag: 'known', ...FEAR });
    expect(server.paths).toHaveLength(2);
  });

  it.each([
    { name: 'is overloaded', trouble: { kind: 'status', status: 503 }, reason: 'its source answered with HTTP 503' },
    { name: 'is gone', trouble: { kind: 'status', status: 404 }, reason: 'its source answered with HTTP 404' },
    { name: 'hangs up', trouble: { kind: 'hang-up' }, reason: 'its source could not be reached' },
    { name: 'sends a page', trouble: { kind: 'body', body: '<html>' }, reason: 'its source answered in another shape' },
    { name: 'sends nothing', trouble: { kind: 'body', body: '' }, reason: 'its source answered in another shape' },
    { name: 'sends no value', trouble: { kind: 'body', body: '{"data":[]}' }, reason: 'its source answered in another shape' },
    {
      name: 'sends a value above 100',
      trouble: { kind: 'body', body: '{"data":[{"value":"101","value_classification":"Greed","timestamp":"1717200000"}]}' },
      reason: 'its source answered in another shape',
    },
    {
      name: 'sends numbers for strings',
      trouble: { kind: 'body', body: '{"data":[{"value":50,"value_classification":"Greed","timestamp":1717200000}]}' },
      reason: 'its source answered in another shape',
    },
    {
      name: 'sends a sentence for a classification',
      trouble: {
        kind: 'body',
        body: '{"data":[{"value":"50","value_classification":"Sell <b>now</b>!","timestamp":"1717200000"}]}',
      },
      reason: 'its source answered in another shape',
    },
  ] as const)('is missing when its source $name, and does not throw', async ({ trouble, reason }) => {
    const { source, server } = await rig();
    server.trouble = trouble;
    expect(await source.fetchFearGreed(NOW)).toEqual({ tag: 'missing', reason });
  });

  it('is missing when its source is silent for five seconds', async () => {
    const { source, server, clock } = await rig();
    server.trouble = { kind: 'silence' };
    const asked = source.fetchFearGreed(NOW);
    while (server.paths.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advanceTo(NOW + 5_000);
    expect(await asked).toEqual({ tag: 'missing', reason: 'its source did not answer within 5000 ms' });
  });

  it('leaves a source in trouble alone for five minutes, then asks again', async () => {
    const { source, server, clock } = await rig();
    server.trouble = { kind: 'status', status: 503 };
    await source.fetchFearGreed(NOW);
    server.trouble = null;
    await clock.advanceTo(NOW + 5 * MINUTE_MS - 1);
    expect(await source.fetchFearGreed(NOW)).toMatchObject({ tag: 'missing' });
    expect(server.paths).toHaveLength(1);
    await clock.advanceTo(NOW + 5 * MINUTE_MS);
    expect(await source.fetchFearGreed(NOW)).toMatchObject({ tag: 'known' });
  });

  it('is missing where the address is none, and nothing is asked', async () => {
    const clock = new SimulatedClock({ startAt: NOW });
    const source = new LiveFearGreed({ transport: systemHttpTransport, clock, url: 'somewhere' });
    expect(await source.fetchFearGreed(NOW)).toEqual({ tag: 'missing', reason: 'FEAR_GREED_URL is no address' });
  });
});
