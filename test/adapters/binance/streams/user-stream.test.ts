import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ServerClock } from '../../../../src/adapters/binance/server-clock.ts';
import { signerFor } from '../../../../src/adapters/binance/signing.ts';
import { ConnectionLimits } from '../../../../src/adapters/binance/streams/connection-limits.ts';
import { UserStream } from '../../../../src/adapters/binance/streams/user-stream.ts';
import { quantity } from '../../../../src/domain/decimal.ts';
import type { ExchangeEvent } from '../../../../src/ports/exchange.ts';
import { SimulatedClock } from '../../../../src/simulator/simulated-clock.ts';
import { passTime } from '../live-rig.ts';
import { EXECUTION, START } from './execution-report.ts';
import { FakeSockets } from './fake-sockets.ts';

const SECRET = 'secret-that-nobody-may-read-0123456789';

async function rig({ missed = [] }: { readonly missed?: readonly ExchangeEvent[] } = {}) {
  const clock = new SimulatedClock({ startAt: START });
  const net = new FakeSockets();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const troubles: string[] = [];
  const events: ExchangeEvent[] = [];
  let backfills = 0;
  const stream = new UserStream({
    transport: net.transport,
    clock,
    limits: new ConnectionLimits({ clock }),
    url: 'ws://localhost:1/ws-api/v3',
    apiKey: 'key',
    signer: signerFor(SECRET),
    serverClock: new ServerClock({ clock, fetchServerTime: async () => clock.now() }),
    readMissed: async () => {
      backfills += 1;
      return missed;
    },
    onTrouble: (ending, reason) => void troubles.push(`${ending} ${reason}`),
  });
  void (async () => {
    for await (const event of stream.events(stop.signal)) events.push(event);
  })();
  await passTime(clock, 1);
  const open = async (): Promise<void> => {
    net.newest.listener.onOpen();
    await passTime(clock, 1);
    net.newest.listener.onMessage('{"id":"subscribe","status":200,"result":{"subscriptionId":0}}');
    await passTime(clock, 1);
  };
  const tell = async (event: unknown): Promise<void> => {
    net.newest.listener.onMessage(JSON.stringify({ subscriptionId: 0, event }));
    await passTime(clock, 1);
  };
  return { clock, net, stop, troubles, events, open, tell, backfillCount: () => backfills };
}

describe("the account's stream", () => {
  it('subscribes with a signature of its own for each connection', async () => {
    const { net, clock } = await rig();
    net.newest.listener.onOpen();
    await passTime(clock, 1);
    const [request] = net.newest.sent.map((text) => JSON.parse(text));
    expect(request.method).toBe('userDataStream.subscribe.signature');
    const { apiKey, timestamp, signature } = request.params;
    expect(signature).toBe(createHmac('sha256', SECRET).update(`apiKey=${apiKey}&timestamp=${timestamp}`).digest('hex'));
    expect(net.newest.sent.join()).not.toContain(SECRET);
  });

  it('tells a fill and the order as it then stands', async () => {
    const { events, open, tell } = await rig();
    await open();
    await tell(EXECUTION);
    expect(events).toMatchObject([
      { kind: 'fill', fill: { id: '91', symbol: 'ETHUSDT', side: 'buy', clientOrderId: EXECUTION.c, exchangeOrderId: '28' } },
      { kind: 'order', report: { status: 'open', request: { type: 'limit', timeInForce: 'ioc' } } },
    ]);
    const [fill] = events;
    expect(fill?.kind === 'fill' && fill.fill.fee.quantity.eq(quantity('0.0001'))).toBe(true);
  });

  it('tells an execution once, however often it comes', async () => {
    const { events, open, tell } = await rig();
    await open();
    await tell(EXECUTION);
    await tell(EXECUTION);
    expect(events).toHaveLength(2);
  });

  it('names a cancelled order by its own id and not by that of the cancellation', async () => {
    const { events, open, tell } = await rig();
    await open();
    await tell({ ...EXECUTION, x: 'CANCELED', X: 'CANCELED', c: 'cancel-1', C: 'stw-P1-ETHUSDT-e1-3', t: -1, n: '0', N: null });
    expect(events).toMatchObject([{ kind: 'order', report: { clientOrderId: 'stw-P1-ETHUSDT-e1-3', status: 'cancelled' } }]);
  });

  it('tells why an order expired, in the words of the exchange', async () => {
    const { events, open, tell } = await rig();
    await open();
    await tell({ ...EXECUTION, x: 'EXPIRED', X: 'EXPIRED', eR: 'INSUFFICIENT_LIQUIDITY', t: -1 });
    expect(events).toMatchObject([{ kind: 'order', report: { status: 'expired', expiryReason: 'INSUFFICIENT_LIQUIDITY' } }]);
  });

  it('tells balances as they are', async () => {
    const { events, open, tell } = await rig();
    await open();
    await tell({ e: 'outboundAccountPosition', E: START, u: START, B: [{ a: 'ETH', f: '1.5', l: '0.5' }] });
    expect(events).toMatchObject([{ kind: 'balance', asset: 'ETH' }]);
  });

  it('reads over REST what happened before it listened, and after each gap', async () => {
    const missed: ExchangeEvent = { kind: 'balance', asset: 'BTC', free: quantity(1), locked: quantity(0) };
    const { events, open, net, clock, backfillCount } = await rig({ missed: [missed] });
    await open();
    expect(events).toEqual([missed]);
    net.newest.listener.onClose({ code: 1006, reason: '' });
    await passTime(clock, 3_000);
    await open();
    expect(backfillCount()).toBe(2);
  });

  it.each([
    ['with a status that nobody knows', { ...EXECUTION, X: 'THINKING' }],
    ['without its quantity', { ...EXECUTION, q: undefined }],
    ['of a new kind', { e: 'somethingNew' }],
  ])('reads over REST when an event comes %s', async (_what, event) => {
    const { open, tell, troubles, backfillCount } = await rig();
    await open();
    await tell(event);
    expect(backfillCount()).toBe(2);
    expect(troubles.join()).toContain('unreadable');
  });

  it.each([
    ['order lists', { e: 'listStatus', s: 'ETHUSDT' }],
    ['deposits', { e: 'balanceUpdate', a: 'BTC', d: '1' }],
    ['kinds of orders that Steward never sends', { ...EXECUTION, o: 'TAKE_PROFIT_LIMIT' }],
    ['other markets', { ...EXECUTION, s: 'ETHBTC' }],
  ])('leaves %s alone', async (_what, event) => {
    const { open, tell, events, backfillCount } = await rig();
    await open();
    await tell(event);
    expect(events).toEqual([]);
    expect(backfillCount()).toBe(1);
  });

  it.each([
    ['the subscription is refused', '{"id":"subscribe","status":401,"error":{"code":-2015,"msg":"Invalid API-key"}}'],
    ['the stream is ended', '{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}'],
  ])('connects anew when %s', async (_what, text) => {
    const { net, clock } = await rig();
    net.newest.listener.onOpen();
    await passTime(clock, 1);
    net.newest.listener.onMessage(text);
    await passTime(clock, 3_000);
    expect(net.sockets.length).toBeGreaterThan(1);
  });

  it('lives on pings alone, and dies without them', async () => {
    const { net, clock, open, troubles } = await rig();
    await open();
    for (let minute = 0; minute < 60; minute += 1) {
      net.newest.listener.onPing();
      await passTime(clock, 30_000);
    }
    expect(net.sockets).toHaveLength(1);
    await passTime(clock, 90_000);
    expect(troubles.join()).toContain('no-frames');
    expect(net.sockets.length).toBeGreaterThan(1);
  });

  it('ends with its signal', async () => {
    const { net, stop, clock, open } = await rig();
    await open();
    stop.abort();
    await passTime(clock, 10_000);
    expect(net.open).toHaveLength(0);
  });
});
