import type { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { parsedJson } from '../../domain/parsed-json.ts';
import type { DurationMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { RestReply } from './classify-order-reply.ts';
import type { RequestGovernor, RequestLane } from './request-governor.ts';
import { nameOf, type RestAnswer, type RestRequest } from './rest-answer.ts';
import { RestTransport } from './rest-transport.ts';
import { retryRead } from './retry-read.ts';
import type { ServerClock } from './server-clock.ts';
import { type RequestSigner, signedQuery } from './signing.ts';

/** How long after its time a request may still be taken. Small, since only after it an order can no longer appear. */
const RECEIVE_WINDOW_MS: DurationMs = 5_000;
/** The exchange gives up after ten seconds and says so: that answer is waited for. */
const ATTEMPT_MS_MAX: DurationMs = 12_000;
const INVALID_TIMESTAMP = -1021;

export type Parameters = readonly (readonly [name: string, value: string])[];

export interface SignedEndpoint {
  readonly method: RestRequest['method'];
  readonly path: RestRequest['path'];
  readonly weight: number;
}

export interface SignedClientOptions {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly governor: RequestGovernor;
  readonly serverClock: ServerClock;
  readonly apiKey: string;
  readonly signer: RequestSigner;
  readonly receiveWindowMs?: DurationMs;
  readonly attemptMsMax?: DurationMs;
  readonly signal?: AbortSignal;
}

/** A command that was or was not sent. `not-sent` is proof that the exchange never got it. */
export type CommandReply =
  | ({ readonly tag: 'answered' } & RestReply)
  | { readonly tag: 'not-sent'; readonly message: string }
  | { readonly tag: 'no-answer'; readonly cause: string };

/**
 * Signed requests of one account. Reads are repeated and, when the clocks disagree, signed anew once; commands leave this process at most
 * once and are never repeated by any layer. No error holds the key, the signature or a query.
 */
export class SignedClient {
  readonly #rest: RestTransport;
  readonly #clock: Clock;
  readonly #governor: RequestGovernor;
  readonly #serverClock: ServerClock;
  readonly #apiKey: string;
  readonly #signer: RequestSigner;
  readonly #receiveWindowMs: DurationMs;
  readonly #signal: AbortSignal | undefined;

  constructor(options: SignedClientOptions) {
    const { transport, clock, baseUrl, governor, signal, attemptMsMax = ATTEMPT_MS_MAX } = options;
    this.#rest = new RestTransport({
      transport,
      clock,
      baseUrl,
      governor,
      attemptMsMax,
      secrets: [options.apiKey],
      ...(signal === undefined ? {} : { signal }),
    });
    this.#clock = clock;
    this.#governor = governor;
    this.#serverClock = options.serverClock;
    this.#apiKey = options.apiKey;
    this.#signer = options.signer;
    this.#receiveWindowMs = options.receiveWindowMs ?? RECEIVE_WINDOW_MS;
    this.#signal = signal;
  }

  /**
   * Asks for something. The exchange's own refusal is a value, since it may be the answer: an order that it does not know.
   * @throws Fault for outside trouble that outlasts three repetitions, and `bad-payload` for an answer of another shape.
   */
  read<Schema extends z.ZodType>(
    endpoint: SignedEndpoint,
    parameters: Parameters,
    schema: Schema,
  ): Promise<
    | { readonly tag: 'ok'; readonly value: z.output<Schema> }
    | { readonly tag: 'refused'; readonly code: number; readonly message: string }
  > {
    return retryRead(
      async () => {
        const answer = await this.#readOnce(endpoint, parameters);
        if (answer.tag === 'refused') return answer;
        const parsed = schema.safeParse(answer.body);
        if (parsed.success) return { tag: 'ok' as const, value: parsed.data };
        const where = parsed.error.issues[0]?.path.join('.') ?? '';
        throw new Fault('bad-payload', `${nameOf({ ...endpoint, query: '' })} was answered with something else at "${where}"`);
      },
      { clock: this.#clock, signal: this.#signal },
    );
  }

  /**
   * Sends a command: an order, or a cancellation. Exactly one request leaves, or none. Never throws for outside trouble.
   * @param options.orders  How many orders it places, for the account's limit.
   */
  async command(
    endpoint: SignedEndpoint,
    parameters: Parameters,
    { lane, orders }: { readonly lane: Exclude<RequestLane, 'read'>; readonly orders: number },
  ): Promise<CommandReply> {
    let request: RestRequest;
    try {
      await this.#governor.admit(endpoint.weight, lane);
      request = await this.#signed(endpoint, parameters, lane);
      // Last, since only what is really sent may count: nothing stands between this and the sending any more.
      this.#governor.admitOrders(orders, lane);
    } catch (error) {
      if (error instanceof Fault) return { tag: 'not-sent', message: error.message };
      throw error;
    }
    try {
      const { status, text } = await this.#rest.exchange(request);
      return { tag: 'answered', status, body: parsedJson(text) };
    } catch (error) {
      if (error instanceof Fault) return { tag: 'no-answer', cause: error.message };
      throw error;
    }
  }

  async #readOnce(endpoint: SignedEndpoint, parameters: Parameters): Promise<RestAnswer> {
    const answer = await this.#rest.send(await this.#signed(endpoint, parameters, 'read'));
    if (answer.tag === 'ok' || answer.code !== INVALID_TIMESTAMP) return answer;
    await this.#serverClock.measureOffset();
    return this.#rest.send(await this.#signed(endpoint, parameters, 'read'));
  }

  async #signed({ method, path, weight }: SignedEndpoint, parameters: Parameters, lane: RequestLane): Promise<RestRequest> {
    const timestamp = await this.#serverClock.earliestNow();
    const query = signedQuery(
      [...parameters, ['recvWindow', String(this.#receiveWindowMs)], ['timestamp', String(timestamp)]],
      this.#signer,
    );
    return { method, path, weight, query, lane, headers: { 'X-MBX-APIKEY': this.#apiKey } };
  }
}

/** Reads an answer for which the exchange has no reason to refuse. @throws Fault `bad-payload`, or `unauthorised` for the key's refusal. */
export function acceptedValue<Value>(
  what: string,
  answer:
    | { readonly tag: 'ok'; readonly value: Value }
    | { readonly tag: 'refused'; readonly code: number; readonly message: string },
): Value {
  if (answer.tag === 'ok') return answer.value;
  const isKey = KEY_REFUSALS.includes(answer.code);
  throw new Fault(isKey ? 'unauthorised' : 'bad-payload', `Binance refused ${what}: ${answer.code} ${answer.message}`);
}

const KEY_REFUSALS: readonly number[] = [-1002, -1022, -2014, -2015];
