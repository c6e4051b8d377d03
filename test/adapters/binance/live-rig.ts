import { LiveExchange } from '../../../src/adapters/binance/live-exchange.ts';
import { BinancePublicClient } from '../../../src/adapters/binance/public-client.ts';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { SignedClient } from '../../../src/adapters/binance/signed-client.ts';
import { signerFor } from '../../../src/adapters/binance/signing.ts';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import type { ExchangeEvent } from '../../../src/ports/exchange.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';
import type { Log } from '../../../src/ports/log.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';

export const NOW = Date.UTC(2026, 10, 25, 6);
export const API_KEY = 'key-that-nobody-may-read-0123456789';
export const SECRET = 'secret-that-nobody-may-read-0123456789';

/** A request as it left the process. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
  readonly apiKey: string | null;
}

export type Answer = Response | Error | 'hang';

export interface LiveRig {
  readonly clock: SimulatedClock;
  readonly client: SignedClient;
  readonly exchange: LiveExchange;
  readonly governor: RequestGovernor;
  /** Everything but questions about the time. */
  readonly sent: readonly SentRequest[];
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export interface LiveRigOptions {
  readonly skewMs?: number;
  readonly log?: Log;
  readonly onFilterRefusal?: () => void;
}

/** The live exchange on answers that a test gives, one per request. The exchange's clock is ours plus `skewMs`. */
export function liveRig(
  answer: (request: SentRequest, index: number) => Answer,
  { skewMs = 0, log = silentLog, onFilterRefusal }: LiveRigOptions = {},
): LiveRig {
  const clock = new SimulatedClock({ startAt: NOW });
  const sent: SentRequest[] = [];
  const transport: HttpTransport = async (input, init) => {
    const request = input instanceof Request ? input : new Request(input, init);
    const url = new URL(request.url);
    if (url.pathname === '/api/v3/time') return json(200, { serverTime: Math.round(clock.now() + skewMs) });
    const seen: SentRequest = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      rawQuery: url.search.slice(1),
      apiKey: request.headers.get('x-mbx-apikey'),
    };
    sent.push(seen);
    const given = answer(seen, sent.length - 1);
    if (given instanceof Response) return given;
    if (given instanceof Error) throw given;
    return new Promise((_resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  };
  const governor = new RequestGovernor({ clock });
  const publicClient = new BinancePublicClient({ transport, clock, baseUrl: 'http://binance.test', governor });
  const serverClock = new ServerClock({ clock, fetchServerTime: () => publicClient.fetchServerTime() });
  const client = new SignedClient({
    transport,
    clock,
    baseUrl: 'http://binance.test',
    governor,
    serverClock,
    apiKey: API_KEY,
    signer: signerFor(SECRET),
  });
  const exchange = new LiveExchange({
    client,
    publicClient,
    account: { events: noEvents },
    symbols: ['BTCUSDT', 'ETHUSDT'],
    log,
    tradesFrom: NOW - 3_600_000,
    ...(onFilterRefusal === undefined ? {} : { onFilterRefusal }),
  });
  return { clock, client, exchange, governor, sent };
}

async function* noEvents(): AsyncIterable<ExchangeEvent> {}

/** Lets time pass, and whatever waits for an answer act on it in between. */
export async function passTime(clock: SimulatedClock, durationMs: number): Promise<void> {
  const end = clock.now() + durationMs;
  while (clock.now() < end) {
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await clock.advanceTo(Math.min(end, clock.nextTimerAt ?? end));
  }
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
