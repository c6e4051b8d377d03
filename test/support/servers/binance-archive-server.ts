import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync } from 'fflate';
import { type Candle, candleClosedAt } from '../../../src/domain/candle.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs, isoDate } from '../../../src/domain/time.ts';

/** What happens to a request instead of its proper answer. */
export type ArchiveFault =
  | { readonly kind: 'status'; readonly status: number }
  /** The connection ends in the middle of the file. */
  | { readonly kind: 'break' }
  | { readonly kind: 'hang' };

const MICROSECONDS_SINCE = Date.UTC(2025, 0, 1);

/**
 * Binance's public archive on this machine: monthly and daily zips of hourly candles with their sums beside them, milliseconds before 2025 and
 * microseconds from then on.
 */
export class BinanceArchiveServer {
  /** Paths in the order of their requests. */
  readonly requests: string[] = [];
  readonly #files = new Map<string, Uint8Array>();
  readonly #faults: { readonly pattern: RegExp; readonly fault: ArchiveFault; remaining: number }[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request.url ?? '/', response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Publishes the candles of a month: `2024-01`. */
  publishMonth(symbol: MarketSymbol, month: string, candles: readonly Candle[]): string {
    const rows = candles.filter(({ openedAt }) => isoDate(openedAt).startsWith(month));
    return this.publish(`data/spot/monthly/klines/${symbol}/1h/${symbol}-1h-${month}`, csvOf(rows));
  }

  /** Publishes the candles of one day. */
  publishDay(symbol: MarketSymbol, day: EpochMs, candles: readonly Candle[]): string {
    const rows = candles.filter(({ openedAt }) => openedAt >= day && openedAt < day + DAY_MS);
    return this.publish(`data/spot/daily/klines/${symbol}/1h/${symbol}-1h-${isoDate(day)}`, csvOf(rows));
  }

  /** Publishes a zip that holds this text, with its sum. @returns the path of the zip. */
  publish(stem: string, csv: string): string {
    const name = stem.slice(stem.lastIndexOf('/') + 1);
    return this.publishBytes(`${stem}.zip`, zipSync({ [`${name}.csv`]: new TextEncoder().encode(csv) }));
  }

  /** Publishes any bytes under a path, with their sum. */
  publishBytes(path: string, bytes: Uint8Array): string {
    this.#files.set(`/${path}`, bytes);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const sum = createHash('sha256').update(bytes).digest('hex');
    this.#files.set(`/${path}.CHECKSUM`, new TextEncoder().encode(`${sum}  ${name}\n`));
    return path;
  }

  /** Puts other bytes under a path and leaves the sum as it is. */
  corrupt(path: string, bytes: Uint8Array): void {
    this.#files.set(`/${path}`, bytes);
  }

  withdraw(path: string): void {
    this.#files.delete(`/${path}`);
    this.#files.delete(`/${path}.CHECKSUM`);
  }

  plan(pattern: RegExp, fault: ArchiveFault, times = 1): void {
    this.#faults.push({ pattern, fault, remaining: times });
  }

  /** Forgets all faults that were planned. */
  heal(): void {
    this.#faults.length = 0;
  }

  zipRequests(): readonly string[] {
    return this.requests.filter((path) => path.endsWith('.zip'));
  }

  #answer(path: string, response: ServerResponse): void {
    this.requests.push(path);
    const planned = this.#faults.find(({ pattern, remaining }) => remaining > 0 && pattern.test(path));
    const bytes = this.#files.get(path);
    if (planned !== undefined) planned.remaining -= 1;
    if (planned?.fault.kind === 'hang') return;
    if (planned?.fault.kind === 'status') {
      response.writeHead(planned.fault.status).end('<Error/>');
    } else if (bytes === undefined) {
      response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
    } else if (planned?.fault.kind === 'break') {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.slice(0, bytes.length / 2), () => response.destroy());
    } else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  }
}

/** The twelve columns of the archive. */
export function csvOf(candles: readonly Candle[]): string {
  return candles
    .map(({ openedAt, open, high, low, close, volume }) => {
      const [unit, rest] = openedAt >= MICROSECONDS_SINCE ? [1_000, 999] : [1, 0];
      const prices = [open, high, low, close, volume].map((value) => value.toFixed(8));
      return `${[openedAt * unit, ...prices, candleClosedAt(openedAt, '1h') * unit + rest, '1.00000000', 1, '0.50000000', '0.50000000', 0].join(',')}\n`;
    })
    .join('');
}
