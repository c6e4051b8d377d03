import { afterEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts';
import { type ServerRig, TestSocket, venueServerRig } from './venue-server-rig.ts';

let rig: ServerRig;
afterEach(() => rig.close());

const CANDLE = [100, 90, 120, 110, 1_000] as const;
/** The hour moves, so that every trade has a price of its own. */
const moving = () => venueServerRig({ hours: { BTCUSDT: [[...CANDLE], [110, 105, 115, 112, 500], [112, 112, 112, 112]] } });

describe('a market stream', () => {
  it('is wrapped on a combined connection and bare on a raw one', async () => {
    rig = await moving();
    const combined = await rig.connect('/stream?streams=btcusdt@trade');
    const raw = await rig.connect('/ws/btcusdt@trade/btcusdt@aggTrade');
    rig.pass(1);
    rig.pass(5_000);
    const wrapped = await combined.wait(() => true);
    expect(wrapped).toMatchObject({ stream: 'btcusdt@trade', data: { e: 'trade', s: 'BTCUSDT' } });
    expect(await raw.wait(({ e }) => e === 'trade')).toEqual(wrapped.data);
    expect(await raw.wait(({ e }) => e === 'aggTrade')).toMatchObject({ a: wrapped.data.t, p: wrapped.data.p, M: true });
  });

  it('is subscribed to, listed and left by commands', async () => {
    rig = await moving();
    const socket = await rig.connect('/stream');
    expect(await socket.ask({ method: 'SUBSCRIBE', params: ['btcusdt@bookTicker', 'nope@trade'], id: 1 })).toEqual({
      result: null,
      id: 1,
    });
    expect(await socket.ask({ method: 'LIST_SUBSCRIPTIONS', id: 'list' })).toEqual({
      result: ['btcusdt@bookTicker', 'nope@trade'],
      id: 'list',
    });
    rig.pass(1);
    expect(await socket.wait(({ stream }) => stream === 'btcusdt@bookTicker')).toMatchObject({
      data: { s: 'BTCUSDT', b: '99.90000000', a: '100.10000000' },
    });
    await socket.ask({ method: 'UNSUBSCRIBE', params: ['btcusdt@bookTicker'], id: 2 });
    expect(await socket.ask({ method: 'LIST_SUBSCRIPTIONS', id: 3 })).toEqual({ result: ['nope@trade'], id: 3 });
  });

  it.each<readonly [string, unknown, number]>([
    ['that is no JSON', '{', 3],
    ['with an unknown method', { method: 'DANCE', id: 1 }, 2],
    ['with an id that is none', { method: 'SUBSCRIBE', params: [], id: 1.5 }, 2],
    ['with an unknown property', { method: 'GET_PROPERTY', params: ['x'], id: 1 }, 0],
    ['with a value that is none', { method: 'SET_PROPERTY', params: ['combined', 1], id: 1 }, 1],
  ])('answers a command %s with an error', async (_what, command, code) => {
    rig = await moving();
    const socket = await rig.connect('/ws');
    socket.send(command);
    expect(await socket.wait((message) => message.error !== undefined)).toMatchObject({ error: { code } });
  });

  it('of klines closes each candle once, and the closed hour is the stored one', async () => {
    rig = await moving();
    const socket = await rig.connect('/stream?streams=btcusdt@kline_1h/btcusdt@kline_1m');
    for (let minute = 0; minute < 61; minute += 1) rig.pass(MINUTE_MS);
    await socket.wait(({ data }) => data?.k?.i === '1h' && data.k.x);
    const closed = socket.messages.filter(({ data }) => data.k.x).map(({ data }) => data.k);
    const hours = closed.filter(({ i }) => i === '1h');
    expect(hours).toHaveLength(1);
    expect(hours[0]).toMatchObject({
      o: '100.00000000',
      l: '90.00000000',
      h: '120.00000000',
      c: '110.00000000',
      v: '1000.00000000',
      n: 720,
      T: hours[0].t + HOUR_MS - 1,
    });
    const minutes = closed.filter(({ i }) => i === '1m');
    expect(minutes.map(({ t }) => t)).toEqual(Array.from({ length: 61 }, (_, index) => hours[0].t + index * MINUTE_MS));
    const rest = await rig.get(`/api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=${hours[0].t}&endTime=${hours[0].t}`);
    const { t, T, o, h, l, c, v, q, n, V, Q } = hours[0];
    expect(rest.body).toEqual([[t, o, h, l, c, v, T, q, n, V, Q, '0']]);
  });

  it('of tickers and averages says what REST says', async () => {
    rig = await moving();
    const socket = await rig.connect('/stream?streams=btcusdt@miniTicker/btcusdt@avgPrice/btcusdt@ticker/!miniTicker@arr');
    rig.pass(10 * MINUTE_MS);
    const { data: mini } = await socket.wait(({ stream }) => stream === 'btcusdt@miniTicker');
    const { body: day } = await rig.get('/api/v3/ticker/24hr?symbol=BTCUSDT');
    expect(mini).toMatchObject({
      c: day.lastPrice,
      o: day.openPrice,
      h: day.highPrice,
      l: day.lowPrice,
      v: day.volume,
      q: day.quoteVolume,
    });
    expect(socket.messages.find(({ stream }) => stream === 'btcusdt@ticker').data).toMatchObject({
      c: day.lastPrice,
      n: day.count,
    });
    const { body: average } = await rig.get('/api/v3/avgPrice?symbol=BTCUSDT');
    expect(socket.messages.find(({ stream }) => stream === 'btcusdt@avgPrice').data).toMatchObject({ w: average.price, i: '5m' });
    expect(socket.messages.find(({ stream }) => stream === '!miniTicker@arr').data).toHaveLength(3);
  });

  it('of the book keeps a local book equal to the one over REST', async () => {
    rig = await moving();
    const socket = await rig.connect('/ws/btcusdt@depth@100ms');
    rig.pass(1);
    const before = (await rig.get('/api/v3/depth?symbol=BTCUSDT')).body;
    for (let step = 0; step < 5; step += 1) rig.pass(5_000);
    await socket.wait(({ u }) => u >= before.lastUpdateId + 4);
    const after = (await rig.get('/api/v3/depth?symbol=BTCUSDT')).body;
    const book = new Map<string, string>(before.bids);
    let last: number | null = null;
    for (const update of socket.messages) {
      if (last !== null) expect(update.U).toBe(last + 1);
      last = update.u;
      for (const [price, amount] of update.b) {
        if (Number(amount) === 0) book.delete(price);
        else book.set(price, amount);
      }
    }
    expect([...book].sort()).toEqual([...after.bids].sort());
  });

  it('is silent while its market is not trading', async () => {
    rig = await moving();
    await rig.inject({ fault: 'halt', symbol: 'BTCUSDT', status: 'CANCEL_ONLY', forMs: MINUTE_MS });
    const socket = await rig.connect('/ws/btcusdt@trade');
    rig.pass(30_000);
    rig.pass(29_999);
    expect(socket.messages).toEqual([]);
    rig.pass(10_000);
    await socket.wait(({ e }) => e === 'trade');
  });

  it('tells microseconds to whoever asks', async () => {
    rig = await moving();
    const socket = await rig.connect('/stream?streams=btcusdt@trade&timeUnit=MICROSECOND');
    rig.pass(1);
    rig.pass(5_000);
    const { data } = await socket.wait(() => true);
    expect(data.E).toBeGreaterThan(1e15);
    expect(data.t).toBeLessThan(1e12);
  });
});

describe('a connection', () => {
  it('is pinged every twenty seconds and ended at 24 hours, of which it is told', async () => {
    rig = await moving();
    const socket = await rig.connect('/ws');
    rig.pass(20_000);
    rig.pass(20_000);
    await expect.poll(() => socket.pings).toBe(2);
    rig.pass(DAY_MS - 40_000 - 65_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(socket.closed).toBeNull();
    rig.pass(15_000);
    expect(await socket.wait(({ e }) => e === 'serverShutdown')).toMatchObject({ E: rig.now() });
    rig.pass(60_000);
    expect(await socket.ended()).toMatchObject({ code: 1001 });
  });

  it('with more than five messages in a second is closed', async () => {
    rig = await moving();
    const socket = await rig.connect('/ws');
    for (let id = 0; id < 6; id += 1) socket.send({ method: 'LIST_SUBSCRIPTIONS', id });
    expect(await socket.ended()).toEqual({ code: 1008, reason: 'Too many requests' });
  });

  it('beyond 300 in five minutes is closed', async () => {
    rig = await moving();
    for (let count = 0; count < 300; count += 1) rig.venue.limits.admitsConnection(rig.now());
    const socket = await TestSocket.open(`${rig.socketBase}/ws`);
    expect(await socket.ended()).toMatchObject({ code: 1008 });
    rig.pass(5 * MINUTE_MS);
    const later = await TestSocket.open(`${rig.socketBase}/ws`);
    expect(later.closed).toBeNull();
  });

  it('to another address is refused', async () => {
    rig = await moving();
    const socket = await TestSocket.open(`${rig.socketBase}/somewhere`);
    expect((await socket.ended()).code).toBe(1006);
  });
});
