import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkKey, checkSignature, checkTimestamp } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { REST_ENDPOINTS } from './endpoints.ts';
import { type HttpAnswer, lossAnswer, pageAnswer, sendAnswer } from './http-answer.ts';
import { isUnencoded, parametersOf, type RawPayload, signedBytes } from './request-payload.ts';
import type { ServedVenue } from './served-venue.ts';
import { parseTimeUnit, restInMicroseconds } from './time-units.ts';
import type { LossStyle } from './wire-faults.ts';
import { WireParameters } from './wire-parameters.ts';
import { NoReply, refuse, WireRefusal } from './wire-refusal.ts';

interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly payload: RawPayload;
  readonly header: (name: string) => string | undefined;
}

/** What the request comes to: an answer, or a way of not answering. */
type Outcome = { readonly answer: HttpAnswer } | { readonly lost: { readonly as: LossStyle; readonly delayMs: number } };

const REMOVED = '/api/v3/userDataStream';

/** The REST side: routes, limits, signatures, headers, and the faults on the way. */
export class RestApi {
  readonly #venue: ServedVenue;
  readonly #admitUntil: (until: number) => void;
  readonly #pump: () => void;

  constructor(
    venue: ServedVenue,
    { admitUntil, pump }: { readonly admitUntil: (until: number) => void; readonly pump: () => void },
  ) {
    this.#venue = venue;
    this.#admitUntil = admitUntil;
    this.#pump = pump;
  }

  handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    const address = request.url ?? '/';
    const at = address.indexOf('?');
    const method = request.method ?? 'GET';
    const outcome = this.answer({
      method,
      path: at === -1 ? address : address.slice(0, at),
      payload: { query: at === -1 ? '' : address.slice(at + 1), body: method === 'GET' ? '' : body },
      header: (name) => {
        const value = request.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
    });
    // What happened is on the streams before the caller hears of it, as it may be with the real one.
    this.#pump();
    if ('answer' in outcome) sendAnswer(response, outcome.answer);
    else this.#lose(response, outcome.lost);
  }

  answer(request: RestRequest): Outcome {
    this.#pump();
    const venue = this.#venue;
    const { method, path } = request;
    const key = { path, isTrade: method !== 'GET', now: venue.account.now };
    const early = venue.faults.takeRequestFault('before', key);
    if (early !== null) return { lost: early };
    const outcome = this.#outcomeOf(request);
    const late = venue.faults.takeRequestFault('after', key);
    return late === null ? outcome : { lost: late };
  }

  #outcomeOf(request: RestRequest): Outcome {
    try {
      return { answer: this.#answerOf(request) };
    } catch (error) {
      if (error instanceof NoReply) return { lost: this.#venue.faults.drawLoss() };
      if (!(error instanceof WireRefusal)) throw error;
      return {
        answer: { status: error.status, headers: { ...this.#weightHeaders(), ...error.headers }, body: errorBody(error) },
      };
    }
  }

  #answerOf(request: RestRequest): HttpAnswer {
    const { limits, account } = this.#venue;
    const endpoint = REST_ENDPOINTS.get(`${request.method} ${request.path}`);
    if (endpoint === undefined) {
      limits.take(1, account.now);
      return this.#unknown(request);
    }
    const parameters = readParameters(request.payload);
    const weight = parameters instanceof WireRefusal ? 1 : endpoint.weight(parameters, this.#venue);
    limits.take(weight, account.now);
    if (parameters instanceof WireRefusal) throw parameters;
    const unit = parseTimeUnit(request.header('x-mbx-time-unit'));
    if (endpoint.isSigned) this.#authenticate(request, parameters);
    const body = endpoint.answer(parameters, this.#venue);
    if (endpoint.isTrade) limits.giveBack(weight, account.now);
    return {
      status: 200,
      headers: { ...this.#weightHeaders(), ...this.#orderHeaders(request.method, endpoint) },
      body: unit === 'MICROSECOND' ? restInMicroseconds(body) : body,
    };
  }

  #authenticate({ payload, header }: RestRequest, parameters: WireParameters): void {
    const { credentials, time } = this.#venue;
    checkKey(header('x-mbx-apikey'), credentials);
    const signature = parameters.needed('signature');
    if (isUnencoded(payload)) throw refuse(-1022, 'Signature for this request is not valid.');
    checkSignature(signature, signedBytes(payload), credentials);
    const { until } = checkTimestamp(parameters, { serverTime: this.#venue.serverTime(), speed: time.speed });
    this.#admitUntil(until);
  }

  #unknown({ method, path, header }: RestRequest): HttpAnswer {
    if (path.startsWith(REMOVED)) return pageAnswer(410, 'Gone');
    const isOtherMethod = ['GET', 'POST', 'PUT', 'DELETE'].some((other) => REST_ENDPOINTS.has(`${other} ${path}`));
    const [status, error] = isOtherMethod ? [405, 'Method Not Allowed'] : [404, 'Not Found'];
    if (header('accept')?.includes('text/html') === true) return pageAnswer(status, error);
    return { status, body: { timestamp: this.#venue.account.now, status, error, path, method } };
  }

  #weightHeaders(): Readonly<Record<string, string>> {
    const used = String(this.#venue.limits.usedWeight(this.#venue.account.now));
    return { 'X-MBX-USED-WEIGHT': used, 'X-MBX-USED-WEIGHT-1M': used };
  }

  /** Only what places an order tells the counts. */
  #orderHeaders(method: string, { isTrade }: Endpoint): Readonly<Record<string, string>> {
    return isTrade && method === 'POST' ? this.#venue.orderCounts.headers(this.#venue.account.now) : {};
  }

  #lose(response: ServerResponse, { as, delayMs }: { readonly as: LossStyle; readonly delayMs: number }): void {
    const answer = lossAnswer(as);
    if (as === 'reset') response.socket?.destroy();
    else if (answer !== null) {
      const delay = as === 'timeout' ? delayMs / this.#venue.time.speed : 0;
      setTimeout(() => sendAnswer(response, answer), delay).unref();
    }
  }
}

/** Bans and limits say when in their headers alone. */
function errorBody(error: WireRefusal): unknown {
  return error.status === 429 || error.status === 418 ? { code: error.code, msg: error.message } : error.body;
}

function readParameters(payload: RawPayload): WireParameters | WireRefusal {
  try {
    return new WireParameters(parametersOf(payload));
  } catch (error) {
    if (error instanceof WireRefusal) return error;
    throw error;
  }
}
