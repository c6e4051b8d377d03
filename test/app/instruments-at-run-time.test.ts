import { afterEach, describe, expect, it } from 'vitest';
import { type DrillWorld, openDrillWorld } from '../../src/app/drill/drill-world.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, MINUTE_MS } from '../../src/domain/time.ts';
import type { Reply, RestRequest } from '../../src/simulator/server/rest-api.ts';
import { type ProposingLlm, proposingLlm } from '../support/proposing-llm.ts';
import { steadyMarket } from '../support/steady-market.ts';

const START = Date.UTC(2026, 10, 25, 6, 20);
/** Longer than a session takes. */
const SESSION_MS = 2 * MINUTE_MS;
const EXCHANGE_INFO = '/api/v3/exchangeInfo';

interface Answered {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly reply: Reply;
}

interface RunningBot {
  readonly world: DrillWorld;
  readonly llm: ProposingLlm;
  readonly answered: readonly Answered[];
  /** Lets one thing happen on the exchange right after it answered a request to this path. */
  afterNext(path: string, happen: () => void): void;
}

/** The bot as it is composed for a real account, on the served exchange: it runs, and its next session is half an hour away. */
async function runningBot(): Promise<RunningBot> {
  const llm = proposingLlm();
  const answered: Answered[] = [];
  const waiting = new Map<string, () => void>();
  const world = await openDrillWorld({
    seed: 1,
    startAt: START,
    hours: 24,
    market: steadyMarket({ from: START - 40 * DAY_MS, until: START + 3 * DAY_MS }),
    settings: { symbols: '[BTCUSDT, ETHUSDT]', autonomy: 'auto' },
    approvesAfterMs: 2_000,
    pumpEveryMs: 10_000,
    makeProviders: () => new Map([['rules', llm]]),
    onReply: (request: RestRequest, reply: Reply) => {
      answered.push({ path: request.path, query: new URLSearchParams(request.payload.query), reply });
      const happen = waiting.get(request.path);
      waiting.delete(request.path);
      happen?.();
    },
  });
  world.start();
  await world.advance(MINUTE_MS);
  return { world, llm, answered, afterNext: (path, happen) => void waiting.set(path, happen) };
}

/** The requests that placed something on a market, with the status of their answers. */
function ordersOn({ answered }: RunningBot, symbol: MarketSymbol) {
  return answered
    .filter(({ path, query }) => /\/(order|orderList)(\/|$)/.test(path) && query.get('symbol') === symbol && hasPrice(query))
    .map(({ query, reply }) => ({ prices: pricesOf(query), status: typeof reply === 'string' ? reply : reply.answer.status }));
}

const PRICE_NAMES = [
  'price',
  'stopPrice',
  'workingPrice',
  'pendingStopPrice',
  'pendingPrice',
  'pendingBelowStopPrice',
  'pendingAboveStopPrice',
];
const pricesOf = (query: URLSearchParams): readonly string[] => PRICE_NAMES.flatMap((name) => query.get(name) ?? []);
const hasPrice = (query: URLSearchParams): boolean => pricesOf(query).length > 0;

function isOnGrid(prices: readonly string[], tickSize: string): boolean {
  return prices.every((text) => new Decimal(text).mod(tickSize).isZero());
}

const tickOf = (tickSize: string) => ({ fault: 'filter-change', symbol: 'BTCUSDT', filters: { priceFilter: { tickSize } } });
const readsOfMarkets = ({ answered }: RunningBot) => answered.filter(({ path }) => path === EXCHANGE_INFO).length;

describe('what the markets accept', () => {
  let bot: RunningBot;
  afterEach(() => {
    expect(bot.world.bugs).toEqual([]);
    bot.world.kill();
  });

  /** Runs a session that wishes to buy. */
  async function session(): Promise<void> {
    bot.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    bot.world.life?.steward.runSessionNow();
    await bot.world.advance(SESSION_MS);
  }
  const known = () => bot.world.life?.steward.services.instruments.get('BTCUSDT');

  it('counts from the session on that follows its change', async () => {
    bot = await runningBot();
    bot.world.inject(tickOf('70'));
    await session();
    const orders = ordersOn(bot, 'BTCUSDT');
    expect(orders.length).toBeGreaterThan(0);
    for (const { prices, status } of orders) expect([isOnGrid(prices, '70'), status]).toEqual([true, 200]);
  });

  it('is read again as soon as an order did not fit it, and the next session fits', async () => {
    bot = await runningBot();
    bot.afterNext(EXCHANGE_INFO, () => bot.world.inject(tickOf('70')));
    await session();
    expect(ordersOn(bot, 'BTCUSDT').map(({ status }) => status)).toEqual([400]);
    expect(readsOfMarkets(bot)).toBe(3);
    expect(known()?.tickSize.toFixed()).toBe('70');
    await session();
    const [, ...later] = ordersOn(bot, 'BTCUSDT');
    expect(later.length).toBeGreaterThan(0);
    for (const { prices, status } of later) expect([isOnGrid(prices, '70'), status]).toEqual([true, 200]);
  });

  it('stops no session where it cannot be read, and what was known counts', async () => {
    bot = await runningBot();
    bot.world.inject({ fault: 'server-error', path: EXCHANGE_INFO, times: 100 });
    await session();
    expect(ordersOn(bot, 'BTCUSDT').map(({ status }) => status)).toContain(200);
  });

  it('lets no purchase leave while a market is halted, and the next one once it is back', async () => {
    bot = await runningBot();
    bot.world.inject({ fault: 'halt', symbol: 'BTCUSDT', forMs: SESSION_MS });
    await session();
    expect(ordersOn(bot, 'BTCUSDT')).toEqual([]);
    expect(known()?.status).toBe('halted');
    await session();
    expect(ordersOn(bot, 'BTCUSDT').map(({ status }) => status)).toContain(200);
  });
});
