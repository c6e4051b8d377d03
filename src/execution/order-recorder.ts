import type { Quantity } from '../domain/decimal.ts';
import { Fault } from '../domain/fault.ts';
import type { Fill } from '../domain/fill.ts';
import { invariant } from '../domain/invariant.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { ClientOrderId, OrderState } from '../domain/order.ts';
import type { Exchange, ExchangeEvent, OrderReport } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import { findFillMismatch } from './check-report.ts';
import { type ExecutionResult, executionResultOf } from './execution-result.ts';
import { fillBookedFact, orderStateOf, stateFacts, type ValueFee } from './order-facts.ts';
import type { OrderTracker } from './order-tracker.ts';
import { filledQuantityOf, type TrackedOrder } from './tracked-order.ts';

export interface RecordContext {
  readonly sessionId: string | null;
}

/** The journal, as far as orders need it. Facts count in the tracker when the call returns; the promise resolves when they are durable. */
export interface OrderJournal {
  record(facts: readonly JournalFact[], context: RecordContext): Promise<void>;
}

/**
 * Writes down what the exchange says of our orders, by allowed steps only and each thing once, whoever says it first:
 * the answer to an order, an event, or a probe.
 */
export class OrderRecorder {
  readonly #exchange: Exchange;
  readonly #journal: OrderJournal;
  readonly #orders: OrderTracker;
  readonly #log: Log;
  readonly #valueFee: ValueFee;

  constructor(parts: {
    readonly exchange: Exchange;
    readonly journal: OrderJournal;
    readonly orders: OrderTracker;
    readonly log: Log;
    readonly valueFee: ValueFee;
  }) {
    this.#exchange = parts.exchange;
    this.#journal = parts.journal;
    this.#orders = parts.orders;
    this.#log = parts.log;
    this.#valueFee = parts.valueFee;
  }

  isKnown(clientOrderId: ClientOrderId): boolean {
    return this.#orders.isOwn(clientOrderId);
  }

  /** @throws InvariantError for an order that this journal never intended: it is not ours to touch. */
  known(clientOrderId: ClientOrderId): TrackedOrder {
    const order = this.#orders.order(clientOrderId);
    invariant(order !== null, `order ${clientOrderId} is not one of ours`);
    return order;
  }

  /** Records a state that we concluded ourselves. */
  async recordState(clientOrderId: ClientOrderId, state: OrderState, context: RecordContext): Promise<ExecutionResult> {
    await this.#record(stateFacts(this.known(clientOrderId), state), context);
    return executionResultOf(this.known(clientOrderId), []);
  }

  /** Records what a report says, with the fills that came along or, where some are missing, that the exchange has. */
  async recordReport(report: OrderReport, fills: readonly Fill[], context: RecordContext): Promise<ExecutionResult> {
    const { clientOrderId } = report;
    const order = this.known(clientOrderId);
    const state = orderStateOf(report, order.intent);
    await this.#record(this.#facts(order, { state, fills }), context);
    const fetched = await this.#recordFillsUpTo(clientOrderId, report.filledQuantity, context);
    return executionResultOf(this.known(clientOrderId), [...fills, ...fetched]);
  }

  /** Fetches and records fills that the order's state tells of and that are not booked; returns those. Trouble leaves them for later. */
  async recordMissingFills(clientOrderId: ClientOrderId, context: RecordContext): Promise<readonly Fill[]> {
    return this.#recordFillsUpTo(clientOrderId, filledQuantityOf(this.known(clientOrderId)), context);
  }

  async #recordFillsUpTo(
    clientOrderId: ClientOrderId,
    filledQuantity: Quantity,
    context: RecordContext,
  ): Promise<readonly Fill[]> {
    const order = this.known(clientOrderId);
    if (order.bookedQuantity.gte(filledQuantity)) return [];
    const fetched = await this.#fetchFills(order);
    const missing = fetched.filter((fill) => !this.#orders.hasFill(fill));
    await this.#record(this.#facts(this.known(clientOrderId), { state: null, fills: missing }), context);
    return missing;
  }

  /** Records an event of the account. @returns true when it said something new of one of our orders. */
  async recordEvent(event: ExchangeEvent, context: RecordContext): Promise<boolean> {
    if (event.kind === 'balance') return false;
    const { clientOrderId } = event.kind === 'fill' ? event.fill : event.report;
    const order = this.#orders.order(clientOrderId);
    if (order === null) return false;
    const news =
      event.kind === 'fill'
        ? { state: null, fills: [event.fill] }
        : { state: orderStateOf(event.report, order.intent), fills: [] };
    const facts = this.#facts(order, news);
    await this.#record(facts, context);
    return facts.length > 0;
  }

  async #record(facts: readonly JournalFact[], context: RecordContext): Promise<void> {
    if (facts.length > 0) await this.#journal.record(facts, context);
  }

  #facts(
    order: TrackedOrder,
    news: { readonly state: OrderState | null; readonly fills: readonly Fill[] },
  ): readonly JournalFact[] {
    const steps = news.state === null ? [] : stateFacts(order, news.state);
    const booked = news.fills
      .filter((fill) => !this.#orders.hasFill(fill))
      .map((fill) => fillBookedFact(fill, order.intent.reason, this.#valueFee));
    return [...steps.slice(0, -1), ...booked, ...steps.slice(-1)];
  }

  async #fetchFills(order: TrackedOrder): Promise<readonly Fill[]> {
    const { clientOrderId, request } = order.intent;
    try {
      const fills = await this.#exchange.fetchFills({ symbol: request.order.symbol, afterFillId: order.fillIdBefore });
      const own = fills.filter((fill) => fill.clientOrderId === clientOrderId);
      const mismatch = findFillMismatch(order, own);
      if (mismatch === null) return own;
      this.#log.error('the fills of an order do not fit it', { clientOrderId, mismatch });
      return [];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#log.warn('fills could not be fetched, they stay missing for now', { clientOrderId, error });
      return [];
    }
  }
}
