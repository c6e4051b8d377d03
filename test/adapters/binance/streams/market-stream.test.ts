import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionLimits } from '../../../../src/adapters/binance/streams/connection-limits.ts';
import { MarketStream } from '../../../../src/adapters/binance/streams/market-stream.ts';
import { readMarketMessage } from '../../../../src/adapters/binance/streams/read-market-message.ts';
import { SimulatedClock } from '../../../../src/simulator/simulated-clock.ts';
import { FakeSockets, kline, miniTicker } from './fake-sockets.ts';

const START = Date.UTC(2026, 10, 25, 6);
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

function rig() {
  const clock = new SimulatedClock({ startAt: START });
  const net = new FakeSockets();
  const prices: string[] = [];
  const closed: string[] = [];
  const troubles: string[] = [];
  let gaps = 0;
  const stream = new MarketStream({
    transport: net.transport,
    clock,
    limits: new ConnectionLimits({ clock }),
    url: 'ws://localhost:1/ws/',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    onPrice: ({ symbol, price }) => void prices.push(`${symbol} ${price.toFixed()}`),
    onClosedCandle: (symbol, { openedAt, close }) => void closed.push(`${symbol} ${(openedAt - START) / HOUR} ${close}`),
    onGap: () => {
      gaps += 1;
    },
    onTrouble: (ending) => void troubles.push(ending),
  });
  stream.start();
  const tell = (price: string, at = clock.now()): void => net.newest.listener.onMessage(miniTicker('BTCUSDT', price, at));
  /** Tells a new price every second on the newest connection while time passes. */
  const run = async (durationMs: number): Promise<void> => {
    for (let passed = 0; passed < durationMs; passed += SECOND) {
      await clock.advanceTo(clock.now() + SECOND);
      for (const socket of net.open.filter(({ isOpened }) => isOpened))
        socket.listener.onMessage(miniTicker('BTCUSDT', '50000', clock.now()));
    }
  };
  return { clock, net, stream, prices, closed, troubles, tell, run, gapCount: () => gaps };
}

describe('the market stream', () => {
  it('subscribes to everything in one message, on the path of combined streams', () => {
    const { net } = rig();
    expect(net.newest.url).toBe('ws://localhost:1/stream');
    net.newest.listener.onOpen();
    expect(net.newest.sent.map((text) => JSON.parse(text))).toEqual([
      {
        method: 'SUBSCRIBE',
        params: ['btcusdt@miniTicker', 'btcusdt@kline_1h', 'ethusdt@miniTicker', 'ethusdt@kline_1h'],
        id: 1,
      },
    ]);
  });

  it('tells a price once, whatever is repeated or comes late', () => {
    const { net, prices, tell, stream } = rig();
    net.newest.listener.onOpen();
    tell('1', START + 1);
    tell('1', START + 1);
    tell('2', START + 3);
    tell('3', START + 2);
    expect(prices).toEqual(['BTCUSDT 1', 'BTCUSDT 2']);
    expect(stream.counts).toEqual({ prices: 2, repeats: 2, unknown: 0 });
  });

  it('tells an hour that has ended once, and never one that goes on', () => {
    const { net, closed } = rig();
    const { listener } = net.newest;
    listener.onOpen();
    listener.onMessage(kline('BTCUSDT', { openedAt: START, close: '10', isClosed: false }, START + 5));
    listener.onMessage(kline('BTCUSDT', { openedAt: START, close: '11', isClosed: true }, START + HOUR));
    listener.onMessage(kline('BTCUSDT', { openedAt: START, close: '11', isClosed: true }, START + HOUR));
    listener.onMessage(kline('BTCUSDT', { openedAt: START - HOUR, close: '9', isClosed: true }, START + HOUR + 1));
    expect(closed).toEqual(['BTCUSDT 0 11']);
  });

  it('says that something was missed when a connection is in charge after none was', async () => {
    const { net, clock, tell, gapCount } = rig();
    net.newest.listener.onOpen();
    expect(gapCount()).toBe(0);
    tell('1');
    expect(gapCount()).toBe(1);
    net.newest.listener.onClose({ code: 1006, reason: 'gone' });
    await clock.advanceTo(clock.now() + 2 * SECOND);
    expect(net.sockets).toHaveLength(2);
    net.newest.listener.onOpen();
    tell('2');
    expect(gapCount()).toBe(2);
  });

  it.each([
    ['nothing at all comes', () => undefined],
    ['only pings come', (net: FakeSockets) => net.newest.listener.onPing()],
    [
      'the same message comes again and again',
      (net: FakeSockets) => net.newest.listener.onMessage(miniTicker('BTCUSDT', '1', START)),
    ],
    ['messages come that nobody knows', (net: FakeSockets) => net.newest.listener.onMessage('{"stream":"x","data":{"e":"new"}}')],
    ['half messages come', (net: FakeSockets) => net.newest.listener.onMessage('{"stream":"btc')],
  ])('is renewed when %s', async (_what, happen) => {
    const { net, clock, tell, troubles } = rig();
    net.newest.listener.onOpen();
    tell('1');
    for (let second = 0; second < 40 && net.sockets.length === 1; second += 1) {
      happen(net);
      await clock.advanceTo(clock.now() + SECOND);
    }
    expect(troubles).toEqual(['no-news']);
    expect(net.sockets).toHaveLength(2);
  });

  it.each([
    [
      'before its 24 hours are over',
      async ({ run, net }: ReturnType<typeof rig>) => {
        await run(23 * HOUR + 29 * MINUTE);
        while (net.sockets.length === 1) await run(SECOND);
      },
    ],
    [
      'when the server says that it goes down',
      async ({ net }: ReturnType<typeof rig>) =>
        net.newest.listener.onMessage('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}'),
    ],
  ])('is replaced %s, and the old connection is let go only after the new one has news', async (_when, happen) => {
    const world = rig();
    const { net, tell, run, gapCount } = world;
    net.newest.listener.onOpen();
    tell('1');
    await happen(world);
    expect(net.sockets).toHaveLength(2);
    expect(net.open).toHaveLength(2);
    net.newest.listener.onOpen();
    expect(net.open).toHaveLength(2);
    await run(2 * SECOND);
    expect(net.open).toHaveLength(1);
    expect(gapCount()).toBe(1);
  });

  it('comes back when the replacement fails', async () => {
    const { net, clock, tell } = rig();
    net.newest.listener.onOpen();
    tell('1');
    net.newest.listener.onMessage('{"e":"serverShutdown","E":1}');
    net.newest.listener.onClose({ code: 1006, reason: '' });
    expect(net.open).toHaveLength(1);
    await clock.advanceTo(clock.now() + 2 * SECOND);
    expect(net.sockets).toHaveLength(3);
  });

  it('gives up a connection that does not open', async () => {
    const { net, clock, troubles } = rig();
    await clock.advanceTo(clock.now() + 11 * SECOND);
    expect(troubles).toEqual(['not-open']);
    await clock.advanceTo(clock.now() + 2 * SECOND);
    expect(net.sockets).toHaveLength(2);
  });

  it('waits longer each time, up to a minute, and from the beginning once there was news', async () => {
    const { net, clock, tell } = rig();
    const waits: number[] = [];
    const fail = async (): Promise<void> => {
      const before = net.sockets.length;
      net.newest.listener.onClose({ code: 1008, reason: 'Too many requests' });
      const failedAt = clock.now();
      while (net.sockets.length === before) await clock.advanceTo(clock.now() + 100);
      waits.push(clock.now() - failedAt);
    };
    for (let attempt = 0; attempt < 9; attempt += 1) await fail();
    expect(waits[0]).toBeLessThanOrEqual(1_100);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(30 * SECOND);
    expect(waits.at(-1)).toBeLessThanOrEqual(61 * SECOND);
    net.newest.listener.onOpen();
    tell('1');
    await fail();
    expect(waits.at(-1)).toBeLessThanOrEqual(1_100);
  });

  it('ends for good when it is stopped', async () => {
    const { net, stream, clock, tell } = rig();
    net.newest.listener.onOpen();
    tell('1');
    stream.stop();
    expect(net.open).toHaveLength(0);
    await clock.advanceTo(clock.now() + HOUR);
    expect(net.sockets).toHaveLength(1);
  });

  it('stays inside the limits of connections and messages whatever happens in a week', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 50, maxLength: 200 }), async (events) => {
        const { net, clock } = rig();
        const attempts: number[] = [clock.now()];
        const opened = new Set<unknown>();
        for (const event of events) {
          const before = net.sockets.length;
          const { listener, isClosed } = net.newest;
          if (event === 1 && !opened.has(listener)) {
            opened.add(listener);
            listener.onOpen();
          }
          if (event === 2 && !isClosed) listener.onMessage(miniTicker('BTCUSDT', '1', clock.now()));
          if (event === 3) listener.onClose({ code: 1006, reason: '' });
          await clock.advanceTo(clock.now() + (event === 0 ? HOUR : SECOND));
          for (let index = before; index < net.sockets.length; index += 1) attempts.push(clock.now());
        }
        for (const [index, at] of attempts.entries()) {
          const within = attempts.slice(index).filter((other) => other - at < 5 * MINUTE).length;
          expect(within).toBeLessThanOrEqual(300);
        }
        for (const { sent } of net.sockets) expect(sent.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a message of the market stream', () => {
  it.each([
    ['{"result":null,"id":1}', 'subscribed'],
    ['{"code":2,"msg":"Invalid request"}', 'refused'],
    ['{"error":{"code":2,"msg":"Invalid request"},"id":1}', 'refused'],
    ['{"e":"serverShutdown","E":1}', 'ending'],
    ['[]', 'unknown'],
    ['', 'unknown'],
    ['null', 'unknown'],
    [miniTicker('BTCUSDT', '-1', START), 'unknown'],
    [miniTicker('BTCUSDT', '0', START), 'unknown'],
    [miniTicker('BTCBUSD', '1', START), 'unknown'],
    [miniTicker('BTCUSDT', '1', 5), 'unknown'],
    [kline('BTCUSDT', { openedAt: START, close: '1', isClosed: true }, START).replace('"1h"', '"4h"'), 'unknown'],
    [kline('BTCUSDT', { openedAt: START, close: '1', isClosed: true }, START), 'candle'],
  ])('%s is %s', (text, tag) => {
    expect(readMarketMessage(text).tag).toBe(tag);
  });

  it('with times in microseconds is read in milliseconds', () => {
    expect(readMarketMessage(miniTicker('BTCUSDT', '1', START * 1_000))).toMatchObject({ tag: 'price', at: START });
  });
});
