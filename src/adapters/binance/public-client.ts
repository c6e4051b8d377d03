import { z } from 'zod';
import type { Candle } from '../../domain/candle.ts';
import { type Price, price } from '../../domain/decimal.ts';
import { Fault } from '../../domain/fault.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { exchangeInfoSchema } from './read-instruments.ts';
import { klinesSchema } from './read-klines.ts';
import { RequestGovernor } from './request-governor.ts';
import { nameOf, PUBLIC_DATA_URL, type RestRequest } from './rest-answer.ts';
import { RestTransport } from './rest-transport.ts';
import { retryRead } from './retry-read.ts';
import { TellOnce } from './unknown-words.ts';
import { wireInstant, wirePrice } from './wire-values.ts';

/** The most candles that one request gives. */
export const KLINES_MAX = 1_000;

const INVALID_SYMBOL = -1121;
const WEIGHTS = { time: 1, klines: 2, prices: 4, exchangeInfo: 20 };

const serverTimeSchema = z.looseObject({ serverTime: wireInstant });
const pricesSchema = z.array(z.looseObject({ symbol: z.string(), price: wirePrice }));

export interface BinancePublicClientOptions {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  /** Another host than that of the public data, with or without the API's own path. */
  readonly baseUrl?: string | undefined;
  /** The process' one governor; without it the client has its own. */
  readonly governor?: RequestGovernor;
  /** Longest time for one attempt of a request. */
  readonly attemptMsMax?: DurationMs;
  /** Ends every request and every wait, with a `cancelled` Fault. */
  readonly signal?: AbortSignal;
  /** Told once of each word about a market that nobody here knows: `order type FOO`. */
  readonly onUnknownWord?: (what: string) => void;
}

/**
 * Binance's public REST endpoints, which need no key. Every reply is judged before it is believed.
 *
 * Passing trouble (`network`, `timeout`, `rate-limited`, `server-error`) is retried three times; then, and for what does not pass
 * (`bad-payload`, `unauthorised`: the location is not served), a Fault is thrown.
 */
export class BinancePublicClient {
  readonly #rest: RestTransport;
  readonly #clock: Clock;
  readonly #governor: RequestGovernor;
  readonly #signal: AbortSignal | undefined;
  readonly #unknownWords: TellOnce;

  constructor({ baseUrl = PUBLIC_DATA_URL, governor, onUnknownWord = () => undefined, ...options }: BinancePublicClientOptions) {
    const { clock, signal } = options;
    this.#clock = clock;
    this.#signal = signal;
    this.#unknownWords = new TellOnce(onUnknownWord);
    this.#governor = governor ?? new RequestGovernor({ clock, ...(signal === undefined ? {} : { signal }) });
    this.#rest = new RestTransport({ ...options, baseUrl, governor: this.#governor });
  }

  async fetchServerTime(): Promise<EpochMs> {
    const request = getRequest('/api/v3/time', { parameters: {}, weight: WEIGHTS.time });
    const answer = await this.#read(request, serverTimeSchema);
    if (answer === null) throw new Fault('bad-payload', `${nameOf(request)} was refused for a symbol, and it has none`);
    return answer.serverTime;
  }

  /**
   * Hourly candles that opened from `openedFrom` to `openedUntil`, both included, oldest first, the unfinished one included; at most
   * `KLINES_MAX`, the oldest of them. Null for a symbol that the exchange does not know.
   */
  async fetchKlines(query: {
    readonly symbol: MarketSymbol;
    readonly openedFrom: EpochMs;
    readonly openedUntil: EpochMs;
  }): Promise<readonly Candle[] | null> {
    const { symbol, openedFrom, openedUntil } = query;
    const parameters = { symbol, interval: '1h', startTime: openedFrom, endTime: openedUntil, limit: KLINES_MAX };
    const request = getRequest('/api/v3/klines', { parameters, weight: WEIGHTS.klines });
    const candles = await this.#read(request, klinesSchema);
    const isAnswer = candles?.every(({ openedAt }) => openedAt >= openedFrom && openedAt <= openedUntil) ?? true;
    if (!isAnswer)
      throw new Fault('bad-payload', `${nameOf(request)} was answered with candles of another time than was asked for`);
    return candles;
  }

  /** The newest price of each symbol that the exchange knows. */
  async fetchPrices(symbols: readonly MarketSymbol[]): Promise<ReadonlyMap<MarketSymbol, Price>> {
    const rows = await this.#readEach(symbols, async (some) => {
      const parameters = { symbols: JSON.stringify(some) };
      const request = getRequest('/api/v3/ticker/price', { parameters, weight: WEIGHTS.prices });
      return this.#read(request, pricesSchema);
    });
    return new Map(
      symbols.flatMap((symbol) => {
        const row = rows.find((answered) => answered.symbol === symbol);
        return row === undefined ? [] : [[symbol, price(row.price)] as const];
      }),
    );
  }

  /** What the markets of these symbols accept; a symbol that the exchange does not know is left out. */
  async fetchInstruments(symbols: readonly MarketSymbol[]): Promise<readonly Instrument[]> {
    return this.#readEach(symbols, async (some) => {
      const parameters = { symbols: JSON.stringify(some) };
      const request = getRequest('/api/v3/exchangeInfo', { parameters, weight: WEIGHTS.exchangeInfo });
      const info = await this.#read(request, exchangeInfoSchema);
      if (info === null) return null;
      if (info.weightMax !== null) this.#governor.allow(info.weightMax);
      for (const what of info.unknownWords) this.#unknownWords.tell(what);
      return info.instruments.filter((instrument) => some.includes(instrument.symbol));
    });
  }

  /** One unknown symbol makes the exchange refuse all of them; they are then asked for one by one. */
  async #readEach<T>(
    symbols: readonly MarketSymbol[],
    readSome: (some: readonly MarketSymbol[]) => Promise<readonly T[] | null>,
  ): Promise<readonly T[]> {
    const together = symbols.length === 0 ? [] : await readSome(symbols);
    if (together !== null) return together;
    if (symbols.length === 1) return [];
    const found: T[] = [];
    for (const symbol of symbols) found.push(...(await this.#readEach([symbol], readSome)));
    return found;
  }

  /** Null when the exchange does not know the symbol. */
  #read<T>(request: RestRequest, schema: z.ZodType<T>): Promise<T | null> {
    return retryRead(
      async () => {
        const answer = await this.#rest.send(request);
        if (answer.tag === 'refused') {
          if (answer.code === INVALID_SYMBOL) return null;
          throw new Fault('bad-payload', `Binance refused ${nameOf(request)}: ${answer.code} ${answer.message}`);
        }
        const parsed = schema.safeParse(answer.body);
        if (parsed.success) return parsed.data;
        throw new Fault('bad-payload', `${nameOf(request)} was answered with something else: ${firstProblemOf(parsed.error)}`);
      },
      { clock: this.#clock, signal: this.#signal },
    );
  }
}

function getRequest(
  path: RestRequest['path'],
  { parameters, weight }: { readonly parameters: Readonly<Record<string, string | number>>; readonly weight: number },
): RestRequest {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return { method: 'GET', path, query, weight };
}

/** Where in the reply, and what was expected there: never what stood there. */
function firstProblemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown' : `${issue.message} at ${issue.path.join('.') || 'its top'}`;
}
