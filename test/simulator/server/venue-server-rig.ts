import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { type EpochMs, HOUR_MS, hourStart } from '../../../src/domain/time.ts';
import { type OpenVenue, openVenue, type VenueOptions } from '../../../src/simulator/server/open-venue.ts';
import { type ScriptedCandle, ScriptedFuture } from '../scripted-future.ts';
import { EVEN_BOOK, flat } from '../venue/venue-rig.ts';

export const START: EpochMs = Date.UTC(2026, 0, 1, 12);
export const CREDENTIALS = { apiKey: 'key0123456789abcdef', secret: 'secret0123456789abcdef' };
const SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];
/** So many hours lie before the start, so that there is a history. */
const HOURS_BEFORE = 30;

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire has is what a test asserts about
  readonly body: any;
  readonly text: string;
}

export interface ServerRigOptions extends Partial<VenueOptions> {
  readonly hours?: Partial<Record<MarketSymbol, readonly (ScriptedCandle | null)[]>>;
}

/** A served exchange whose clock the test moves. */
export async function venueServerRig({ hours = {}, ...options }: ServerRigOptions = {}) {
  const { openedAt = START } = options;
  const firstHour = hourStart(openedAt);
  let now = openedAt;
  const future = new ScriptedFuture();
  const series = { BTCUSDT: flat(100, 100, 100), ETHUSDT: flat(10, 10, 10), BNBUSDT: flat(500, 500, 500), ...hours };
  for (const [symbol, candles] of Object.entries(series)) {
    const before = Array.from({ length: HOURS_BEFORE }, () => candles?.[0] ?? null);
    future.script(symbol as MarketSymbol, firstHour - HOURS_BEFORE * HOUR_MS, [...before, ...(candles ?? [])]);
  }
  const opened: OpenVenue = openVenue({
    future,
    symbols: SYMBOLS,
    preset: 'spot-2026',
    seed: 1,
    credentials: CREDENTIALS,
    balances: { USDT: '10000', BTC: '50' },
    openedAt,
    book: EVEN_BOOK,
    time: (from) => {
      now = from;
      return { speed: 1, now: () => now };
    },
    ...options,
  });
  const port = await opened.server.listen(0);
  const base = `http://127.0.0.1:${port}`;

  async function send(method: string, target: string, init: RequestInit = {}): Promise<RestAnswer> {
    const reply = await fetch(`${base}${target}`, { method, ...init });
    const text = await reply.text();
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // A page.
    }
    return { status: reply.status, headers: reply.headers, body, text };
  }

  const sign = (payload: string) => createHmac('sha256', CREDENTIALS.secret).update(payload).digest('hex');
  return {
    ...opened,
    base,
    socketBase: `ws://127.0.0.1:${port}`,
    now: () => now,
    /** Moves the clock on, and lets everything happen and be told. */
    pass(durationMs: number): void {
      now += durationMs;
      opened.server.pump();
    },
    send,
    get: (target: string) => send('GET', target),
    sign,
    /** A signed request, all parameters in the query. */
    signed(method: string, path: string, params: Readonly<Record<string, string | number>> = {}): Promise<RestAnswer> {
      const query = new URLSearchParams({ ...stringsOf(params), timestamp: String(now) }).toString();
      return send(method, `${path}?${query}&signature=${sign(query)}`, { headers: { 'X-MBX-APIKEY': CREDENTIALS.apiKey } });
    },
    inject: (script: unknown) => send('POST', '/sim/faults', { body: JSON.stringify(script) }),
    counts: async (): Promise<Readonly<Record<string, number>>> => (await send('GET', '/sim/faults')).body.counts,
    connect: (path: string) => TestSocket.open(`ws://127.0.0.1:${port}${path}`),
    close: () => opened.server.close(),
  };
}

export type ServerRig = Awaited<ReturnType<typeof venueServerRig>>;

function stringsOf(params: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

/** A connection that keeps what it was told. */
export class TestSocket {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire has is what a test asserts about
  readonly messages: any[] = [];
  readonly socket: WebSocket;
  closed: { readonly code: number; readonly reason: string } | null = null;
  pings = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.messages.push(JSON.parse(data.toString())));
    socket.on('ping', () => {
      this.pings += 1;
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
  }

  static async open(url: string, { autoPong = true }: { readonly autoPong?: boolean } = {}): Promise<TestSocket> {
    const socket = new TestSocket(new WebSocket(url, { autoPong }));
    await new Promise<void>((resolve) => {
      socket.socket.once('open', resolve);
      socket.socket.once('close', () => resolve());
    });
    return socket;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends a request, and waits for the answer under its id. */
  async ask(message: Readonly<Record<string, unknown>>) {
    this.send(message);
    return this.wait((told) => told.id === message['id']);
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire has is what a test asserts about
  async wait(fits: (message: any) => boolean): Promise<any> {
    for (let turn = 0; turn < 400; turn += 1) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no such message among ${JSON.stringify(this.messages).slice(0, 600)}`);
  }

  async ended(): Promise<{ readonly code: number; readonly reason: string }> {
    for (let turn = 0; turn < 400 && this.closed === null; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.closed === null) throw new Error('the connection is still open');
    return this.closed;
  }
}
