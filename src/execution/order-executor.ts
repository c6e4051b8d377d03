import { encode } from '../domain/encoded.ts';
import { Fault } from '../domain/fault.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, digestOf, isTerminal, type OrderIntent } from '../domain/order.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { CancelResult, Exchange, ExchangeEvent, OrderKey, OrderReport, PlaceResult } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import { findFillMismatch, findMismatch } from './check-report.ts';
import { type ExecutionResult, executionResultOf } from './execution-result.ts';
import type { ValueFee } from './order-facts.ts';
import { type OrderJournal, OrderRecorder, type RecordContext } from './order-recorder.ts';
import { OrderResolver } from './order-resolver.ts';
import type { OrderTracker } from './order-tracker.ts';
import type { PlannedOrder } from './plan-order.ts';
import { isInDoubt, type TrackedOrder } from './tracked-order.ts';

/** Where a test may end the process: between the durable intent, the one send, and the durable outcome. */
export type CrashPoint = 'intent-durable' | 'order-sent' | 'outcome-durable';

export interface OrderExecutorParts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly journal: OrderJournal;
  /** The fold of the same journal: what is recorded counts here at once. */
  readonly orders: OrderTracker;
  readonly log: Log;
  readonly valueFee: ValueFee;
  readonly crashPoint: (name: CrashPoint) => void;
  readonly lastGate: LastGate;
}

/** Asked right before the first byte leaves: why the order must not be sent any more, or null. Nothing is awaited between it and the wire. */
export type LastGate = (intent: OrderIntent) => string | null;

/** What became of a cancellation. Fills that the order had until then are booked. */
export type CancelOutcome =
  /** It has ended: cancelled, or filled or expired before. Its state tells, and its fills are booked. */
  | { readonly tag: 'closed'; readonly order: TrackedOrder }
  | { readonly tag: 'still-open'; readonly order: TrackedOrder; readonly why: string }
  /** Nobody knows: cancelling again is harmless. */
  | { readonly tag: 'outcome-unknown'; readonly order: TrackedOrder; readonly cause: string };

const OUTSIDE_SESSIONS: RecordContext = { sessionId: null };

/**
 * The only way to the exchange. An intent is durable before its first byte leaves the process, and is sent at most once, whatever
 * happens. Orders and cancellations of one symbol go one after the other, those of different symbols side by side.
 */
export class OrderExecutor {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #journal: OrderJournal;
  readonly #orders: OrderTracker;
  readonly #log: Log;
  readonly #crashPoint: (name: CrashPoint) => void;
  readonly #lastGate: LastGate;
  readonly #recorder: OrderRecorder;
  readonly #resolver: OrderResolver;
  readonly #lastOfSymbol = new Map<MarketSymbol, Promise<unknown>>();
  readonly #taken = new Set<ClientOrderId>();
  readonly #inFlight = new Map<ClientOrderId, Promise<unknown>>();

  constructor(parts: OrderExecutorParts) {
    const { exchange, clock, journal, orders, log, valueFee, crashPoint, lastGate } = parts;
    this.#exchange = exchange;
    this.#clock = clock;
    this.#journal = journal;
    this.#orders = orders;
    this.#log = log;
    this.#crashPoint = crashPoint;
    this.#lastGate = lastGate;
    this.#recorder = new OrderRecorder({ exchange, journal, orders, log, valueFee });
    this.#resolver = new OrderResolver({ exchange, clock, recorder: this.#recorder, log });
  }

  /**
   * Sends a planned order exactly once and records what the exchange answers.
   *
   * @returns the outcome, durable by then: `abandoned`, with nothing sent, when the last gate closed meanwhile; `outcome-unknown` also when the adapter threw or its answer does not fit the order.
   * @throws InvariantError, with nothing sent, when the request is not the planned one or its id was used before.
   * @throws Fault of the journal, with nothing sent, when the intent could not be made durable.
   */
  async execute({ intent }: PlannedOrder): Promise<ExecutionResult> {
    const { clientOrderId, request } = intent;
    invariant(!this.#taken.has(clientOrderId), `order ${clientOrderId} was executed before`);
    invariant(!this.#orders.isOwn(clientOrderId), `the journal knows order ${clientOrderId} already`);
    this.#taken.add(clientOrderId);
    const sending = this.#serially(request.order.symbol, () => this.#send(intent));
    this.#inFlight.set(clientOrderId, sending);
    try {
      return await sending;
    } finally {
      this.#inFlight.delete(clientOrderId);
    }
  }

  /**
   * Takes an own order off the exchange. Whatever the answer, what is then known of the order is recorded, fills included.
   * @throws InvariantError for an order that is not in the journal: foreign orders are never touched.
   */
  async cancel(key: OrderKey, context: RecordContext = OUTSIDE_SESSIONS): Promise<CancelOutcome> {
    const { symbol } = this.#recorder.known(key.clientOrderId).intent.request.order;
    invariant(symbol === key.symbol, `order ${key.clientOrderId} is in ${symbol}, not in ${key.symbol}`);
    return this.#serially(symbol, () => this.#cancel(key, context));
  }

  /**
   * Asks the exchange what became of an own order: found, it is adopted with its fills; absent after every window, it is given up.
   * Takes up to a quarter of a minute for an order in doubt. It never sends anything.
   */
  async resolve(clientOrderId: ClientOrderId, context: RecordContext = OUTSIDE_SESSIONS): Promise<ExecutionResult> {
    await Promise.allSettled([this.#inFlight.get(clientOrderId)]);
    return this.#resolver.resolve(clientOrderId, context);
  }

  /** Records what the exchange told without being asked. @returns true when it was news of an own order. */
  absorb(event: ExchangeEvent, context: RecordContext = OUTSIDE_SESSIONS): Promise<boolean> {
    return this.#recorder.recordEvent(event, context);
  }

  async #send(intent: OrderIntent): Promise<ExecutionResult> {
    const context = { sessionId: intent.sessionId };
    assertUntampered(intent);
    await this.#journal.record([{ kind: 'order-intended', intent: encode(intent) }], context);
    this.#crashPoint('intent-durable');
    assertUntampered(intent);
    const closed = this.#lastGate(intent);
    if (closed !== null) return this.#recorder.recordState(intent.clientOrderId, { tag: 'abandoned', why: closed }, context);
    const sentAt = this.#clock.now();
    const answer = await this.#place(intent);
    this.#crashPoint('order-sent');
    const result = await this.#recordAnswer(this.#recorder.known(intent.clientOrderId), { answer, sentAt }, context);
    this.#crashPoint('outcome-durable');
    return result;
  }

  async #place({ request, clientOrderId }: OrderIntent): Promise<PlaceResult> {
    try {
      return await this.#exchange.place(request);
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      // The contract forbids throwing; whether the order left the process is then unknown.
      this.#log.error('the exchange threw while placing an order', { clientOrderId, error });
      return { tag: 'outcome-unknown', cause: causeOf(error) };
    }
  }

  async #recordAnswer(
    order: TrackedOrder,
    { answer, sentAt }: { readonly answer: PlaceResult; readonly sentAt: EpochMs },
    context: RecordContext,
  ): Promise<ExecutionResult> {
    const { clientOrderId } = order.intent;
    if (answer.tag === 'accepted') {
      const mismatch = findMismatch(order, answer.report) ?? findFillMismatch(order, answer.fills);
      if (mismatch === null) return this.#recorder.recordReport(answer.report, answer.fills, context);
      this.#log.error('the answer to an order does not fit it', { clientOrderId, mismatch });
      return this.#recordDoubt(order, { sentAt, cause: `the answer does not fit: ${mismatch}` }, context);
    }
    if (answer.tag === 'outcome-unknown') return this.#recordDoubt(order, { sentAt, cause: answer.cause }, context);
    const { code, message } = answer;
    if (isInDoubt(order)) return this.#recorder.recordState(clientOrderId, { tag: 'rejected', code, message }, context);
    this.#log.error('an order was answered as rejected after the exchange told of it', { clientOrderId, code, message });
    return executionResultOf(order, []);
  }

  /** An event may have told of the order while its answer was awaited: then nothing is in doubt. */
  #recordDoubt(
    order: TrackedOrder,
    doubt: { readonly sentAt: EpochMs; readonly cause: string },
    context: RecordContext,
  ): Promise<ExecutionResult> | ExecutionResult {
    if (!isInDoubt(order)) return executionResultOf(order, []);
    return this.#recorder.recordState(order.intent.clientOrderId, { tag: 'outcome-unknown', ...doubt }, context);
  }

  async #cancel(key: OrderKey, context: RecordContext): Promise<CancelOutcome> {
    const answer = await this.#sendCancel(key);
    const why = whyNotCancelled(answer);
    const report = answer.tag === 'cancelled' ? answer.report : await this.#fetchOrder(key);
    const before = this.#recorder.known(key.clientOrderId);
    if (report === null) return { tag: 'outcome-unknown', order: before, cause: why };
    const mismatch = findMismatch(before, report);
    if (mismatch !== null) return { tag: 'outcome-unknown', order: before, cause: `the answer does not fit: ${mismatch}` };
    const { order } = await this.#recorder.recordReport(report, [], context);
    return isTerminal(order.state.tag) ? { tag: 'closed', order } : { tag: 'still-open', order, why };
  }

  async #sendCancel(key: OrderKey): Promise<CancelResult> {
    try {
      return await this.#exchange.cancel(key);
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      this.#log.error('the exchange threw while cancelling an order', { clientOrderId: key.clientOrderId, error });
      return { tag: 'outcome-unknown', cause: causeOf(error) };
    }
  }

  async #fetchOrder(key: OrderKey): Promise<OrderReport | null> {
    try {
      return await this.#exchange.fetchOrder(key);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#log.warn('an order could not be read after its cancellation', { clientOrderId: key.clientOrderId, error });
      return null;
    }
  }

  #serially<Result>(symbol: MarketSymbol, job: () => Promise<Result>): Promise<Result> {
    const result = (this.#lastOfSymbol.get(symbol) ?? Promise.resolve()).then(job);
    this.#lastOfSymbol.set(
      symbol,
      result.catch(() => undefined),
    );
    return result;
  }
}

/** The bytes to be sent are those that were planned from the approval. */
function assertUntampered(intent: OrderIntent): void {
  const sent = digestOf(intent.request);
  invariant(intent.digest === sent, `order ${intent.clientOrderId} was planned as ${intent.digest} and would be sent as ${sent}`);
  invariant(
    intent.clientOrderId === intent.request.order.clientOrderId,
    `order ${intent.clientOrderId} would be sent as ${intent.request.order.clientOrderId}`,
  );
}

function whyNotCancelled(answer: CancelResult): string {
  switch (answer.tag) {
    case 'cancelled':
      return 'reported as cancelled and as open';
    case 'not-open':
      return 'nothing open under this id';
    case 'rejected':
      return `${answer.code} ${answer.message}`;
    case 'outcome-unknown':
      return answer.cause;
  }
}

function causeOf(error: unknown): string {
  return error instanceof Fault ? error.code : 'the adapter threw';
}
