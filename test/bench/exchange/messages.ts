import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { signerFor } from '../../../src/adapters/binance/signing.ts';
import { ConnectionLimits } from '../../../src/adapters/binance/streams/connection-limits.ts';
import { MarketStream } from '../../../src/adapters/binance/streams/market-stream.ts';
import { UserStream } from '../../../src/adapters/binance/streams/user-stream.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { EXECUTION } from '../../adapters/binance/streams/execution-report.ts';
import { FakeSockets, kline, miniTicker } from '../../adapters/binance/streams/fake-sockets.ts';
import type { Measurement } from '../context/measurement.ts';
import { RUNS, type TimeSpread, timeEach } from './time-each.ts';

const MESSAGE_MS_MAX = 0.05;
const START = Date.UTC(2026, 0, 15, 12);

/** From a message's text to what it means, through the real streams: a price, an hour that ended, a fill. */
export async function measureMessages(): Promise<readonly Measurement[]> {
  const prices = await marketMessages((index) => miniTicker('BTCUSDT', '60018.01000000', START + index));
  const hours = await marketMessages((index) => {
    const openedAt = START + index * HOUR_MS;
    return kline('BTCUSDT', { openedAt, close: '60018.01000000', isClosed: true }, openedAt + HOUR_MS);
  });
  const fills = await accountMessages();
  return [
    ...rows('a price of the stream', prices),
    ...rows('an ended hour of the stream', hours),
    ...rows("an account's fill (executionReport)", fills),
  ];
}

function rows(what: string, { medianMs, p99Ms }: TimeSpread): readonly Measurement[] {
  return [
    { what: `${what}, from text to event, median`, goal: { atMost: MESSAGE_MS_MAX }, measured: medianMs, unit: 'ms' },
    { what: `${what}, from text to event, 99 of 100`, goal: null, measured: p99Ms, unit: 'ms' },
  ];
}

async function marketMessages(textAt: (index: number) => string): Promise<TimeSpread> {
  const clock = new SimulatedClock({ startAt: START });
  const sockets = new FakeSockets();
  const heard = { count: 0 };
  const hear = (): void => {
    heard.count += 1;
  };
  const stream = new MarketStream({
    transport: sockets.transport,
    clock,
    limits: new ConnectionLimits({ clock }),
    url: 'ws://binance.test',
    symbols: DEFAULT_SYMBOLS,
    onPrice: hear,
    onClosedCandle: hear,
    onGap: () => undefined,
    onTrouble: () => undefined,
  });
  stream.start();
  const { listener } = sockets.newest;
  listener.onOpen();
  const texts = new TextsAhead(textAt);
  const spread = await timeEach((index) => listener.onMessage(texts.at(index)));
  stream.stop();
  if (heard.count !== texts.used) throw new Error(`${texts.used} messages were told and ${heard.count} were heard`);
  return spread;
}

/** Until the consumer of the stream has both the fill and the order. */
async function accountMessages(): Promise<TimeSpread> {
  const clock = new SimulatedClock({ startAt: START });
  const sockets = new FakeSockets();
  const stop = new AbortController();
  const stream = new UserStream({
    transport: sockets.transport,
    clock,
    limits: new ConnectionLimits({ clock }),
    url: 'ws://binance.test/ws-api/v3',
    apiKey: 'bench0123456789',
    signer: signerFor('bench-secret'),
    serverClock: new ServerClock({ clock, fetchServerTime: async () => clock.now() }),
    readMissed: async () => [],
    onTrouble: () => undefined,
  });
  const events = stream.events(stop.signal)[Symbol.asyncIterator]();
  let next = events.next();
  const { listener } = sockets.newest;
  listener.onOpen();
  listener.onMessage(JSON.stringify({ id: 'subscribe', status: 200, result: { subscriptionId: 0 } }));
  const texts = new TextsAhead(executionText);
  const spread = await timeEach(async (index) => {
    listener.onMessage(texts.at(index));
    const fill = await next;
    const order = await events.next();
    next = events.next();
    if (fill.value?.kind !== 'fill' || order.value?.kind !== 'order') throw new Error('a fill was told and not heard');
  });
  stop.abort();
  await next;
  return spread;
}

/** Texts that are there before they are needed, so that writing them is not measured. */
class TextsAhead {
  readonly #texts: readonly string[];
  #used = 0;

  constructor(textAt: (index: number) => string) {
    this.#texts = Array.from({ length: RUNS }, (_, index) => textAt(index));
  }

  at(index: number): string {
    this.#used += 1;
    return this.#texts[index] ?? '';
  }

  get used(): number {
    return this.#used;
  }
}

function executionText(index: number): string {
  const at = START + index;
  const numbers = { i: 28 + index, t: 91 + index, I: 8_641_984 + index };
  const event = { ...EXECUTION, ...numbers, c: `stw-P${index}-ETHUSDT-e1-3`, E: at, T: at, O: START, W: START };
  return JSON.stringify({ subscriptionId: 0, event });
}
