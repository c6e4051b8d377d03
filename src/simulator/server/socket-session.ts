import { WEIGHT_MAX } from './address-limits.ts';
import { checkKey, checkSignature, checkTimestamp } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import { SOCKET_ENDPOINTS } from './endpoints.ts';
import { lossAnswer } from './http-answer.ts';
import { ServedSocket } from './served-socket.ts';
import type { ServedVenue } from './served-venue.ts';
import type { Later } from './server-hooks.ts';
import { readSocketRequest, type SocketRequest, signedText } from './socket-request.ts';
import { eventInMicroseconds, restInMicroseconds, type TimeUnit } from './time-units.ts';
import { UserSubscriptions } from './user-subscriptions.ts';
import type { LossStyle } from './wire-faults.ts';
import type { WireObject } from './wire-order.ts';
import { NoReply, refuse, WireRefusal } from './wire-refusal.ts';
import type { WireSocket } from './wire-socket.ts';

interface SessionOptions {
  readonly unit: TimeUnit;
  readonly returnRateLimits: boolean;
  readonly admitUntil: (until: number) => void;
  readonly pump: () => void;
  /** Calls back when so much of the venue's time has passed. */
  readonly later: Later;
}

const SUBSCRIBE_WEIGHT = 2;
const ED25519_ONLY = 'session.logon is for Ed25519 keys only; this key is an HMAC key.';

/** One connection to the WebSocket API: requests with their answers, and the account's events once it is subscribed. */
export class SocketSession {
  readonly socket: ServedSocket;
  readonly #venue: ServedVenue;
  readonly #options: SessionOptions;
  readonly #subscriptions = new UserSubscriptions();
  readonly #connectedAt: number;

  constructor(socket: WireSocket, venue: ServedVenue, options: SessionOptions) {
    this.#venue = venue;
    this.#options = options;
    this.#connectedAt = venue.account.now;
    this.socket = new ServedSocket(socket, venue, {
      kind: 'user',
      shutdownText: (at) => JSON.stringify({ event: { e: 'serverShutdown', E: at } }),
    });
    socket.on('message', (data) => this.#receive(data.toString()));
  }

  get isSubscribed(): boolean {
    return this.#subscriptions.ids.length > 0;
  }

  /** Messages of the account go to each subscription under its number. */
  tell(messages: readonly WireObject[]): void {
    const texts = this.#subscriptions.ids.flatMap((subscriptionId) =>
      messages.map((event) =>
        JSON.stringify({
          subscriptionId,
          event: this.#options.unit === 'MICROSECOND' ? eventInMicroseconds(event) : event,
        }),
      ),
    );
    this.socket.tell(texts);
  }

  #receive(text: string): void {
    this.#options.pump();
    let request: SocketRequest | null = null;
    try {
      request = readSocketRequest(text);
      const { method } = request;
      const key = { path: method, isTrade: /place|cancel|amend/i.test(method), now: this.#venue.account.now };
      const early = this.#venue.faults.takeRequestFault('before', key);
      const reply = early === null ? this.#replyTo(request) : null;
      const lost = early ?? this.#venue.faults.takeRequestFault('after', key);
      if (lost !== null) this.#lose(request, lost);
      else if (reply !== null) this.#send(request, reply);
    } catch (error) {
      if (!(error instanceof WireRefusal)) throw error;
      this.#send(request, { status: error.status, error: error.body });
    }
    this.#options.pump();
  }

  #replyTo(request: SocketRequest): WireObject | NoReply {
    try {
      const result = this.#resultOf(request);
      return { status: 200, result: this.#options.unit === 'MICROSECOND' ? restInMicroseconds(result) : result };
    } catch (error) {
      if (error instanceof NoReply) return error;
      if (error instanceof WireRefusal) return { status: error.status, error: error.body };
      throw error;
    }
  }

  #resultOf(request: SocketRequest): unknown {
    const { limits, account } = this.#venue;
    const own = this.#ownMethod(request);
    if (own !== undefined) return own;
    const endpoint = SOCKET_ENDPOINTS.get(request.method);
    if (endpoint === undefined) throw refuse(-1000, `Unknown method '${request.method}'.`);
    const weight = endpoint.weight(request.parameters, this.#venue);
    limits.take(weight, account.now);
    request.parameters.text('returnRateLimits');
    this.#authenticate(request, endpoint);
    const result = endpoint.answer(request.parameters, this.#venue);
    if (endpoint.isTrade) limits.giveBack(weight, account.now);
    return result;
  }

  /** What is about the connection itself; undefined for everything else. */
  #ownMethod(request: SocketRequest): unknown {
    const { method, parameters } = request;
    const subscriptions = this.#subscriptions;
    const take = (weight: number) => this.#venue.limits.take(weight, this.#venue.account.now);
    switch (method) {
      case 'userDataStream.subscribe.signature':
        take(SUBSCRIBE_WEIGHT);
        this.#authenticate(request, { isSigned: true });
        parameters.refuseUnread();
        return { subscriptionId: subscriptions.open() };
      case 'userDataStream.subscribe':
        take(SUBSCRIBE_WEIGHT);
        throw refuse(-1000, 'The session is not authenticated; use userDataStream.subscribe.signature.');
      case 'userDataStream.unsubscribe': {
        take(SUBSCRIBE_WEIGHT);
        const closed = subscriptions.close(parameters.integer('subscriptionId'));
        for (const subscriptionId of closed)
          this.socket.reply(
            JSON.stringify({ subscriptionId, event: { e: 'eventStreamTerminated', E: this.#venue.account.now } }),
          );
        return {};
      }
      case 'session.subscriptions':
        take(SUBSCRIBE_WEIGHT);
        return subscriptions.ids.map((subscriptionId) => ({ subscriptionId }));
      case 'session.status':
      case 'session.logout':
        take(SUBSCRIBE_WEIGHT);
        return this.#status();
      case 'session.logon':
        take(SUBSCRIBE_WEIGHT);
        throw refuse(-4056, ED25519_ONLY);
      default:
        return undefined;
    }
  }

  #status(): WireObject {
    return {
      apiKey: null,
      authorizedSince: null,
      connectedSince: this.#connectedAt,
      returnRateLimits: this.#options.returnRateLimits,
      serverTime: this.#venue.serverTime(),
      userDataStream: this.#subscriptions.ids.length > 0 ? true : null,
    };
  }

  #authenticate({ parameters, params }: SocketRequest, { isSigned }: Pick<Endpoint, 'isSigned'>): void {
    if (!isSigned) return;
    const { credentials, time } = this.#venue;
    checkKey(parameters.text('apiKey'), credentials);
    checkSignature(parameters.needed('signature'), signedText(params), credentials);
    const { until } = checkTimestamp(parameters, { serverTime: this.#venue.serverTime(), speed: time.speed });
    this.#options.admitUntil(until);
  }

  #send(request: SocketRequest | null, reply: WireObject | NoReply): void {
    if (reply instanceof NoReply) {
      if (request !== null) this.#lose(request, this.#venue.faults.drawLoss());
      return;
    }
    const now = this.#venue.account.now;
    const asked = request?.params['returnRateLimits'];
    const withLimits = typeof asked === 'boolean' ? asked : this.#options.returnRateLimits;
    const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: WEIGHT_MAX };
    const isOrder = request?.method.includes('place') === true || request?.method === 'order.cancelReplace';
    const orders = isOrder ? this.#venue.orderCounts.rows(now) : [];
    const rateLimits = withLimits ? { rateLimits: [...orders, { ...weight, count: this.#venue.limits.usedWeight(now) }] } : {};
    this.socket.reply(JSON.stringify({ id: request?.id ?? null, ...reply, ...rateLimits }));
  }

  #lose(request: SocketRequest, { as, delayMs }: { readonly as: LossStyle; readonly delayMs: number }): void {
    if (as === 'reset') this.socket.terminate();
    const answer = lossAnswer(as === 'html' ? 'error' : as);
    if (answer === null) return;
    this.#options.later(as === 'timeout' ? delayMs : 0, () => this.#send(request, { status: answer.status, error: answer.body }));
  }
}
