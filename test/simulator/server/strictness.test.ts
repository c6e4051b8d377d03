import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS, type ServerRig, venueServerRig } from './venue-server-rig.ts';

const KEY = { 'X-MBX-APIKEY': CREDENTIALS.apiKey };
const LIMIT = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' } as const;

let rig: ServerRig;
beforeAll(async () => {
  rig = await venueServerRig();
});
afterAll(() => rig.close());

const error = (code: number, msg?: string | RegExp) => ({
  code,
  msg: msg === undefined ? expect.any(String) : typeof msg === 'string' ? msg : expect.stringMatching(msg),
});

describe('a signature', () => {
  it('holds over the very bytes of query and body, without anything between', async () => {
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC';
    const body = `quantity=1&price=90&timestamp=${rig.now()}`;
    const reply = await rig.send('POST', `/api/v3/order?${query}`, {
      headers: { ...KEY, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `${body}&signature=${rig.sign(query + body)}`,
    });
    expect(reply).toMatchObject({ status: 200, body: { symbol: 'BTCUSDT', status: 'NEW', fills: [] } });
    await rig.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });

  it.each<readonly [string, (query: string) => string]>([
    ['over other bytes', (query) => `${query}&signature=${rig.sign(`${query}x`)}`],
    ['with an & between query and nothing', (query) => `${query}&signature=${rig.sign(`${query}&`)}`],
    [
      'over the decoded bytes',
      (query) => `${query}&newClientOrderId=a%5Fb&signature=${rig.sign(`${query}&newClientOrderId=a_b`)}`,
    ],
  ])('%s is refused with -1022', async (_what, target) => {
    const query = `symbol=BTCUSDT&orderId=1&timestamp=${rig.now()}`;
    expect(await rig.send('GET', `/api/v3/order?${target(query)}`, { headers: KEY })).toMatchObject({
      status: 400,
      body: error(-1022, 'Signature for this request is not valid.'),
    });
  });

  it('is accepted in capitals', async () => {
    const query = `timestamp=${rig.now()}`;
    const reply = await rig.send('GET', `/api/v3/account?${query}&signature=${rig.sign(query).toUpperCase()}`, { headers: KEY });
    expect(reply.status).toBe(200);
  });

  it('over bytes that are not percent-encoded is refused, though it fits them', async () => {
    const query = `symbols=["BTCUSDT"]&timestamp=${rig.now()}`;
    const raw = await rawRequest(`GET /api/v3/openOrders?${query}&signature=${rig.sign(query)} HTTP/1.1`, rig.base);
    expect(raw).toContain('"code":-1022');
  });
});

describe('a signed request', () => {
  it.each<readonly [string, Record<string, string>, string, number, number, string | RegExp]>([
    ['without a key', {}, '', 401, -2014, 'API-key format invalid.'],
    ['with what cannot be a key', { 'X-MBX-APIKEY': 'no key' }, '', 401, -2014, 'API-key format invalid.'],
    ['with an unknown key', { 'X-MBX-APIKEY': 'x'.repeat(64) }, '', 401, -2015, /Invalid API-key, IP, or permissions/],
    ['without a signature', KEY, 'none', 400, -1102, /'signature'/],
    ['without a timestamp', KEY, 'recvWindow=5000', 400, -1102, /'timestamp'/],
    ['too early', KEY, 'AHEAD', 400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."],
    ['too late', KEY, 'LATE', 400, -1021, 'Timestamp for this request is outside of the recvWindow.'],
    ['with a window too wide', KEY, 'WIDE', 400, -1131, /recvWindow/],
  ])('%s is refused', async (_what, headers, what, status, code, msg) => {
    const query =
      {
        AHEAD: `timestamp=${rig.now() + 1_000}`,
        LATE: `timestamp=${rig.now() - 5_001}`,
        WIDE: `recvWindow=60001&timestamp=${rig.now()}`,
        'recvWindow=5000': 'recvWindow=5000',
      }[what] ?? `timestamp=${rig.now()}`;
    const target = what === 'none' ? query : `${query}&signature=${rig.sign(query)}`;
    expect(await rig.send('GET', `/api/v3/account?${target}`, { headers })).toMatchObject({ status, body: error(code, msg) });
  });

  it('just inside its window is answered, in microseconds too', async () => {
    for (const timestamp of [rig.now() + 999, rig.now() - 5_000, rig.now() * 1_000]) {
      const query = `timestamp=${timestamp}`;
      const reply = await rig.send('GET', `/api/v3/account?${query}&signature=${rig.sign(query)}`, { headers: KEY });
      expect(reply.status).toBe(200);
    }
  });
});

describe('a parameter', () => {
  it.each<readonly [string, string, number, string | RegExp]>([
    ['that is missing', '/api/v3/klines?interval=1h', -1102, /'symbol' was not sent/],
    [
      'that nobody reads',
      '/api/v3/ping?x=1',
      -1104,
      "Not all sent parameters were read; read '0' parameter(s) but was sent '1'.",
    ],
    ['that is empty', '/api/v3/klines?symbol=&interval=1h', -1105, "Parameter 'symbol' was empty."],
    [
      'with characters that are not allowed',
      '/api/v3/depth?symbol=btcusdt',
      -1100,
      /Illegal characters found in parameter 'symbol'/,
    ],
    ['that comes twice', '/api/v3/depth?symbol=BTCUSDT&symbol=ETHUSDT', -1101, 'Duplicate values for a parameter detected.'],
    ['beyond its maximum', '/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1001', -1102, /'limit'/],
    ['naming no market', '/api/v3/depth?symbol=NOPEUSDT', -1121, 'Invalid symbol.'],
    ['naming no interval', '/api/v3/klines?symbol=BTCUSDT&interval=1H', -1120, 'Invalid interval.'],
    ['naming a market twice', '/api/v3/ticker/price?symbols=%5B%22BTCUSDT%22%2C%22BTCUSDT%22%5D', -1151, /multiple times/],
    ['that excludes another', '/api/v3/exchangeInfo?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D', -1128, /Combination/],
    ['with a status that does not fit', '/api/v3/depth?symbol=BTCUSDT&symbolStatus=HALT', -1220, /does not match/],
  ])('%s is refused', async (_what, target, code, msg) => {
    expect(await rig.get(target)).toMatchObject({ status: 400, body: error(code, msg) });
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number, string | RegExp]>([
    ['an exponent', { quantity: '1e-7' }, -1100, /legal range is '\^\(\[0-9\]\{1,20\}\)/],
    ['a negative quantity', { quantity: '-1' }, -1100, /'quantity'/],
    ['too many decimals', { price: '90.000000001' }, -1111, /'price' has too much precision/],
    ['a side that is none', { side: 'LONG' }, -1117, 'Invalid side.'],
    ['a type that is none', { type: 'STOP' }, -1116, 'Invalid orderType.'],
    ['a time in force that is none', { timeInForce: 'DAY' }, -1115, 'Invalid timeInForce.'],
    ['an id with characters that are not allowed', { newClientOrderId: 'a b' }, -1100, /'newClientOrderId'/],
    ['a price off its tick', { price: '90.001' }, -1013, 'Filter failure: PRICE_FILTER'],
    ['a notional below the smallest', { quantity: '0.01' }, -1013, 'Filter failure: NOTIONAL'],
    ['more than the account has', { quantity: '200' }, -2010, /insufficient balance/],
    ['a member nobody reads', { pegPriceType: 'PRIMARY_PEG' }, -1104, /Not all sent parameters/],
  ])('%s of an order is refused, and no order is there', async (_what, change, code, msg) => {
    expect(await rig.signed('POST', '/api/v3/order', { ...LIMIT, ...change })).toMatchObject({
      status: 400,
      body: error(code, msg),
    });
    expect((await rig.signed('GET', '/api/v3/openOrders')).body).toEqual([]);
  });
});

describe('an address', () => {
  it('that is none is answered with a page only to whom wants pages', async () => {
    expect(await rig.get('/api/v3/nothing')).toMatchObject({ status: 404, body: { error: 'Not Found' } });
    const page = await rig.send('GET', '/api/v3/nothing', { headers: { Accept: 'text/html' } });
    expect(page).toMatchObject({ status: 404, text: expect.stringContaining('<html>') });
    expect(page.headers.get('content-type')).toBe('text/html');
  });

  it('asked by another method is answered with 405', async () => {
    expect((await rig.send('DELETE', '/api/v3/ping')).status).toBe(405);
  });

  it('of a listen key is gone, said by a page', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect(await rig.send(method, '/api/v3/userDataStream')).toMatchObject({
        status: 410,
        text: expect.stringContaining('<html>'),
      });
    }
  });
});

describe('the time unit', () => {
  it('of an answer is microseconds when the header asks so', async () => {
    const headers = { 'X-MBX-TIME-UNIT': 'MICROSECOND' };
    const klines = await rig.send('GET', '/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=1', { headers });
    const time = await rig.send('GET', '/api/v3/time', { headers });
    expect(time.body.serverTime).toBe(rig.now() * 1_000);
    expect(klines.body[0][0]).toBeGreaterThan(1e15);
    expect(klines.body[0][8]).toBeLessThan(1_000);
    expect(await rig.send('GET', '/api/v3/time', { headers: { 'X-MBX-TIME-UNIT': 'DAY' } })).toMatchObject({
      body: error(-1194),
    });
  });
});

/** A request whose first line no library has touched. */
function rawRequest(line: string, base: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.end(`${line}\r\nHost: venue\r\nX-MBX-APIKEY: ${CREDENTIALS.apiKey}\r\nConnection: close\r\n\r\n`);
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
