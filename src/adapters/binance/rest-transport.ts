import ky, { type KyInstance } from 'ky';
import { Fault } from '../../domain/fault.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { runBounded } from '../../ports/run-bounded.ts';
import type { RequestGovernor } from './request-governor.ts';
import { requestedPauseMs } from './requested-pause.ts';
import { nameOf, type RestAnswer, type RestRequest, readAnswer } from './rest-answer.ts';

/** The exchange itself gives up after ten seconds. */
const ATTEMPT_MS_MAX: DurationMs = 10 * SECOND_MS;

export interface RestTransportOptions {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  /** The host, with or without the API's own path. */
  readonly baseUrl: string;
  readonly governor: RequestGovernor;
  readonly attemptMsMax?: DurationMs;
  /** What must never be told, should a server or a proxy repeat it in an answer. */
  readonly secrets?: readonly string[];
  /** Ends every request at once, with a `cancelled` Fault. */
  readonly signal?: AbortSignal;
}

/**
 * Sends requests to the REST API, each at most once, and never before the governor admits it.
 * A Fault that it throws names the request by method and path and holds no query, header or body.
 */
export class RestTransport {
  readonly #http: KyInstance;
  readonly #clock: Clock;
  readonly #governor: RequestGovernor;
  readonly #attemptMsMax: DurationMs;
  readonly #signal: AbortSignal | undefined;
  readonly #secrets: readonly string[];

  constructor({
    transport,
    clock,
    baseUrl,
    governor,
    attemptMsMax = ATTEMPT_MS_MAX,
    signal,
    secrets = [],
  }: RestTransportOptions) {
    this.#http = ky.create({ prefixUrl: hostOf(baseUrl), fetch: transport, retry: 0, timeout: false, throwHttpErrors: false });
    this.#clock = clock;
    this.#governor = governor;
    this.#attemptMsMax = attemptMsMax;
    this.#signal = signal;
    this.#secrets = secrets;
  }

  /**
   * One attempt. Only a `rate-limited` Fault from before the sending proves that the exchange never got it.
   * @throws Fault `network`, `timeout`, `cancelled`, and those of `readAnswer`.
   */
  async send(request: RestRequest): Promise<RestAnswer> {
    await this.#governor.admit(request.weight, request.lane);
    return readAnswer(request, await this.exchange(request));
  }

  /**
   * Sends what was admitted, once, and gives the answer as it came, whatever its status: for whoever must know what it proves.
   * @throws Fault `network`, `timeout`, `cancelled`: the request may have arrived.
   */
  async exchange(request: RestRequest): Promise<{ readonly status: number; readonly text: string }> {
    const sentAt = this.#clock.now();
    const { status, headers, text } = await this.#ask(request);
    const usedWeight = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN);
    if (Number.isFinite(usedWeight)) this.#governor.count(usedWeight, sentAt);
    const pauseMs = requestedPauseMs({ status, retryAfter: headers.get('retry-after'), text }, this.#clock.now());
    if (pauseMs > 0) this.#governor.pause(pauseMs);
    const orderCount = Number(headers.get('x-mbx-order-count-10s') ?? Number.NaN);
    if (Number.isFinite(orderCount)) this.#governor.countOrders(orderCount);
    return { status, text: this.#secrets.reduce((told, secret) => told.replaceAll(secret, '[key]'), text) };
  }

  async #ask(request: RestRequest): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
    const what = nameOf(request);
    const startTimer = (end: () => void) => this.#clock.after(this.#attemptMsMax, end);
    const answer = await runBounded({ startTimer, signal: this.#signal }, (signal) => this.#read(request, signal)).catch(
      (error: unknown) => {
        throw new Fault('network', `${what} got no complete answer (${networkCodeOf(error)})`, { retryable: true });
      },
    );
    if (answer.tag === 'done') return answer.result;
    if (answer.why === 'cancelled') throw new Fault('cancelled', `${what} was cancelled`);
    throw new Fault('timeout', `${what} was not answered within ${this.#attemptMsMax} ms`, { retryable: true });
  }

  async #read(request: RestRequest, signal: AbortSignal) {
    const response = await this.#http(request.path.slice(1), {
      method: request.method,
      searchParams: request.query,
      headers: request.headers ?? {},
      signal,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}

/** `https://host/api` and `https://host/api/v3/` are taken for the host: the paths of the requests hold the rest. */
function hostOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/api(\/v3)?$/, '');
}

/** The machine's short word for what went wrong. The error itself may hold the whole address and is dropped. */
function networkCodeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return 'connection broken';
}
