import type { DurationMs } from '../../domain/time.ts';
import { checkKey, checkSignature, checkTimestamp } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { REST_ENDPOINTS } from './endpoints.ts';
import { type HttpAnswer, lossAnswer, pageAnswer } from './http-answer.ts';
import { isUnencoded, parametersOf, type RawPayload, signedBytes } from './request-payload.ts';
import type { ServedVenue } from './served-venue.ts';
import type { ServerHooks } from './server-hooks.ts';
import { parseTimeUnit, restInMicroseconds } from './time-units.ts';
import type { LossStyle } from './wire-faults.ts';
import { WireParameters } from './wire-parameters.ts';
import { NoReply, refuse, WireRefusal } from './wire-refusal.ts';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly payload: RawPayload;
  readonly header: (name: string) => string | undefined;
}

/** What the request comes to: an answer, or a way of not answering. */
type Outcome = { readonly answer: HttpAnswer } | { readonly lost: { readonly as: LossStyle; readonly delayMs: number } };

/** What the caller gets: an answer, at once or after a while, a cut connection, or nothing for ever. */
export type Reply = { readonly answer: HttpAnswer; readonly delayMs: DurationMs } | 'reset' | 'hang';

const REMOVED = '/api/v3/userDataStream';

/** The REST side: routes, limits, signatures, headers, and the faults on the way. */
export class RestApi {
  readonly #venue: ServedVenue;
  readonly #admitUntil: (until: number) => void;
  readonly #pump: () => void;

  constructor(venue: ServedVenue, { admitUntil, pump }: Pick<ServerHooks, 'admitUntil' | 'pump'>) {
    this.#venue = venue;
    this.#admitUntil = admitUntil;
    this.#pump = pump;
  }

  /** Carries a request out, or does not, as the faults have it. Delays are of the venue's time. */
  reply(request: RestRequest): Reply {
    const outcome = this.#meet(request);
    // What happened is on the streams before the caller hears of it, as it may be with the real one.
    this.#pump();
    if ('answer' in outcome) return { answer: outcome.answer, delayMs: 0 };
    const { as, delayMs } = outcome.lost;
    if (as === 'reset') return 'reset';
    const answer = lossAnswer(as);
    return answer === null ? 'hang' : { answer, delayMs: as === 'timeout' ? delayMs : 0 };
  }

  #meet(request: RestRequest): Outcome {
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
