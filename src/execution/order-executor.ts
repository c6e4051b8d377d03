import { Fault } from '../domain/fault.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type ClientOrderId, isTerminal } from '../domain/order.ts';
import type { Clock } from '../ports/clock.ts';
import type { CancelResult, Exchange, ExchangeEvent, OrderKey, OrderReport } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import { findMismatch } from './check-report.ts';
import type { ExecutionResult } from './execution-result.ts';
import type { ValueFee } from './order-facts.ts';
import { type OrderJournal, OrderRecorder, type RecordContext } from './order-recorder.ts';
import { OrderResolver } from './order-resolver.ts';
import { type CrashPoint, type LastGate, OrderSender } from './order-sender.ts';
import type { OrderTracker } from './order-tracker.ts';
import type { PlannedOrder } from './plan-order.ts';
import type { TrackedOrder } from './tracked-order.ts';

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
  readonly #orders: OrderTracker;
  readonly #log: Log;
  readonly #recorder: OrderRecorder;
  readonly #resolver: OrderResolver;
  readonly #sender: OrderSender;
  readonly #crashPoint: OrderExecutorParts['crashPoint'];
  readonly #lastOfSymbol = new Map<MarketSymbol, Promise<unknown>>();
  readonly #taken = new Set<ClientOrderId>();
  readonly #inFlight = new Map<ClientOrderId, Promise<unknown>>();

  constructor(parts: OrderExecutorParts) {
    const { exchange, clock, journal, orders, log, valueFee, crashPoint, lastGate } = parts;
    this.#exchange = exchange;
    this.#orders = orders;
    this.#log = log;
    this.#crashPoint = crashPoint;
    this.#recorder = new OrderRecorder({ exchange, journal, orders, log, valueFee });
    this.#resolver = new OrderResolver({ exchange, clock, recorder: this.#recorder, log });
    this.#sender = new OrderSender({ exchange, clock, journal, recorder: this.#recorder, log, crashPoint, lastGate });
  }

  /**
   * Sends a planned order exactly once, together with its exits where it has some, and records what the exchange answers.
   *
   * @returns the outcome, durable by then: `abandoned`, with nothing sent, when the last gate closed meanwhile; `outcome-unknown` also when the adapter threw or its answer does not fit the order.
   * @throws InvariantError, with nothing sent, when the request is not the planned one or its id was used before.
   * @throws Fault of the journal, with nothing sent, when the intent could not be made durable.
   */
  execute(planned: PlannedOrder): Promise<ExecutionResult> {
    return this.#once(planned, () => this.#sender.send(planned));
  }

  /**
   * Sends a planned order in the place of an open one of the same symbol, in one request, so that there is no time between the two.
   * @returns what became of the new order; `abandoned` when the old one could not be cancelled, which then stands as it did or has ended.
   * @throws as `execute` does, and InvariantError for an old order that is not in the journal.
   */
  replace(planned: PlannedOrder, old: OrderKey, context: RecordContext = OUTSIDE_SESSIONS): Promise<ExecutionResult> {
    return this.#once(planned, async () => {
      const { cancel, result } = await this.#sender.replace(planned, this.#ownOf(old));
      if (cancel !== null) await this.#recordCancel(old, cancel, context);
      return result;
    });
  }

  /**
   * Takes an own order off the exchange. Whatever the answer, what is then known of the order is recorded, fills included.
   * @throws InvariantError for an order that is not in the journal: foreign orders are never touched.
   */
  async cancel(key: OrderKey, context: RecordContext = OUTSIDE_SESSIONS): Promise<CancelOutcome> {
    this.#ownOf(key);
    return this.#serially(key.symbol, async () => {
      this.#crashPoint('cancel-due');
      const answer = await this.#sendCancel(key);
      this.#crashPoint('cancel-sent');
      const outcome = await this.#recordCancel(key, answer, context);
      this.#crashPoint('cancel-durable');
      return outcome;
    });
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

  #ownOf({ symbol, clientOrderId }: OrderKey): TrackedOrder {
    const order = this.#recorder.known(clientOrderId);
    const own = order.intent.request.order.symbol;
    invariant(own === symbol, `order ${clientOrderId} is in ${own}, not in ${symbol}`);
    return order;
  }

  async #once({ intent, exits }: PlannedOrder, send: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
    const ids = [intent, ...exits].map(({ clientOrderId }) => clientOrderId);
    for (const clientOrderId of ids) {
      invariant(!this.#taken.has(clientOrderId), `order ${clientOrderId} was executed before`);
      invariant(!this.#orders.isOwn(clientOrderId), `the journal knows order ${clientOrderId} already`);
      this.#taken.add(clientOrderId);
    }
    const sending = this.#serially(intent.request.order.symbol, send);
    for (const clientOrderId of ids) this.#inFlight.set(clientOrderId, sending);
    try {
      return await sending;
    } finally {
      for (const clientOrderId of ids) this.#inFlight.delete(clientOrderId);
    }
  }

  async #recordCancel(key: OrderKey, answer: CancelResult, context: RecordContext): Promise<CancelOutcome> {
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
