import { encode } from '../domain/encoded.ts';
import { Fault } from '../domain/fault.ts';
import type { Fill } from '../domain/fill.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import { digestOf, type OrderIntent, type OrderState } from '../domain/order.ts';
import { ordersOfList } from '../domain/order-list.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange, OrderReport, PlaceListResult, PlaceResult, ReplaceResult } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import { findFillMismatch, findMismatch } from './check-report.ts';
import { type ExecutionResult, executionResultOf } from './execution-result.ts';
import type { OrderJournal, OrderRecorder, RecordContext } from './order-recorder.ts';
import type { PlannedOrder } from './plan-order.ts';
import { isInDoubt, type TrackedOrder } from './tracked-order.ts';

/**
 * Where a test may end the process: between the durable intent, the one send, and the durable outcome of an order, and around a
 * cancellation and what is written down of it.
 */
export type CrashPoint = 'intent-durable' | 'order-sent' | 'outcome-durable' | 'cancel-due' | 'cancel-sent' | 'cancel-durable';

/** Asked right before the first byte leaves: why the order must not be sent any more, or null. Nothing is awaited between it and the wire. */
export type LastGate = (intent: OrderIntent) => string | null;

export interface OrderSenderParts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly journal: OrderJournal;
  readonly recorder: OrderRecorder;
  readonly log: Log;
  readonly crashPoint: (name: CrashPoint) => void;
  readonly lastGate: LastGate;
}

/** What the exchange answered to one of the orders that were sent together. */
type Answer =
  | { readonly tag: 'told'; readonly report: OrderReport; readonly fills: readonly Fill[] }
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  | { readonly tag: 'not-sent'; readonly why: string }
  | { readonly tag: 'unknown'; readonly cause: string };

const NOT_DURABLE = 'it could not be written down';
const UNTOLD: Answer = { tag: 'unknown', cause: 'the answer does not tell of it' };

/** Sends planned orders: durable before the first byte, asked of the last gate, at most once, and whatever is answered is written down. */
export class OrderSender {
  readonly #parts: OrderSenderParts;

  constructor(parts: OrderSenderParts) {
    this.#parts = parts;
  }

  /** @returns what became of the planned order itself; its exits' outcomes are recorded beside it. */
  async send(planned: PlannedOrder): Promise<ExecutionResult> {
    const { exchange } = this.#parts;
    const { intent, list } = planned;
    const closed = await this.#makeDurable(planned);
    if (closed !== null) return closed;
    const sentAt = this.#parts.clock.now();
    const answers =
      list === null
        ? answersOf(await this.#guarded(intent, () => exchange.place(intent.request)))
        : answersOf(await this.#guarded(intent, () => exchange.placeList(list)));
    this.#parts.crashPoint('order-sent');
    const result = await this.#recordAnswers(planned, { answers, sentAt });
    this.#parts.crashPoint('outcome-durable');
    return result;
  }

  /**
   * Sends a planned order in the place of an open one, in one request.
   * @returns what the exchange said of the old order, and what became of the new one: `abandoned` where the old one could not be cancelled.
   */
  async replace(
    planned: PlannedOrder,
    old: TrackedOrder,
  ): Promise<{ readonly cancel: ReplaceResult['cancel'] | null; readonly result: ExecutionResult }> {
    invariant(planned.list === null, 'an order that replaces another goes alone');
    const { intent } = planned;
    const { exchange } = this.#parts;
    const closed = await this.#makeDurable(planned);
    if (closed !== null) return { cancel: null, result: closed };
    const sentAt = this.#parts.clock.now();
    const { symbol, clientOrderId } = old.intent.request.order;
    const answer = await this.#guarded(intent, () =>
      exchange.replace({ cancel: { symbol, clientOrderId }, place: intent.request }),
    );
    this.#parts.crashPoint('order-sent');
    const { cancel, place } = 'cancel' in answer ? answer : { cancel: answer, place: answer };
    const answers: readonly Answer[] =
      place.tag === 'not-attempted'
        ? [{ tag: 'not-sent', why: 'the order that it replaces could not be cancelled' }]
        : answersOf(place);
    const result = await this.#recordAnswers(planned, { answers, sentAt });
    this.#parts.crashPoint('outcome-durable');
    return { cancel, result };
  }

  /** @returns the outcome when the last gate closed meanwhile: nothing is sent then. */
  async #makeDurable(planned: PlannedOrder): Promise<ExecutionResult | null> {
    const { recorder } = this.#parts;
    const { intent, exits } = planned;
    const context = { sessionId: intent.sessionId };
    assertUntampered(planned);
    const facts = [intent, ...exits].map((each) => ({ kind: 'order-intended', intent: encode(each) }) as const);
    try {
      await this.#parts.journal.record(facts, context);
    } catch (error) {
      // Where it counts in memory already, it must not be looked for on the exchange.
      const counted = [...exits, intent].filter(({ clientOrderId }) => recorder.isKnown(clientOrderId));
      for (const each of counted) await this.#recordState(each, { tag: 'abandoned', why: NOT_DURABLE }, context);
      throw error;
    }
    this.#parts.crashPoint('intent-durable');
    assertUntampered(planned);
    const why = this.#parts.lastGate(intent);
    if (why === null) return null;
    for (const exit of exits) await this.#recordState(exit, { tag: 'abandoned', why }, context);
    return this.#recordState(intent, { tag: 'abandoned', why }, context);
  }

  /** The contract forbids throwing; when an adapter does, nobody knows whether the order left the process. */
  async #guarded<Result>(
    { clientOrderId }: OrderIntent,
    send: () => Promise<Result>,
  ): Promise<Result | { readonly tag: 'outcome-unknown'; readonly cause: string }> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      this.#parts.log.error('the exchange threw while placing an order', { clientOrderId, error });
      return { tag: 'outcome-unknown', cause: error instanceof Fault ? error.code : 'the adapter threw' };
    }
  }

  /** The exits first: whoever learns that the entry was filled then already finds what guards it. */
  async #recordAnswers(
    { intent, exits }: PlannedOrder,
    { answers, sentAt }: { readonly answers: readonly Answer[]; readonly sentAt: EpochMs },
  ): Promise<ExecutionResult> {
    const context = { sessionId: intent.sessionId };
    for (const [index, exit] of exits.entries()) {
      await this.#recordAnswer(exit, { answer: answers[index + 1] ?? answerToAll(answers), sentAt }, context);
    }
    return this.#recordAnswer(intent, { answer: answers[0] ?? UNTOLD, sentAt }, context);
  }

  async #recordAnswer(
    { clientOrderId }: OrderIntent,
    { answer, sentAt }: { readonly answer: Answer; readonly sentAt: EpochMs },
    context: RecordContext,
  ): Promise<ExecutionResult> {
    const { recorder, log } = this.#parts;
    const order = recorder.known(clientOrderId);
    switch (answer.tag) {
      case 'told': {
        const mismatch = findMismatch(order, answer.report) ?? findFillMismatch(order, answer.fills);
        if (mismatch === null) return recorder.recordReport(answer.report, answer.fills, context);
        log.error('the answer to an order does not fit it', { clientOrderId, mismatch });
        return this.#recordDoubt(order, { sentAt, cause: `the answer does not fit: ${mismatch}` }, context);
      }
      case 'unknown':
        return this.#recordDoubt(order, { sentAt, cause: answer.cause }, context);
      case 'not-sent':
        return recorder.recordState(clientOrderId, { tag: 'abandoned', why: answer.why }, context);
      case 'rejected': {
        const { code, message } = answer;
        if (isInDoubt(order)) return recorder.recordState(clientOrderId, { tag: 'rejected', code, message }, context);
        log.error('an order was answered as rejected after the exchange told of it', { clientOrderId, code, message });
        return executionResultOf(order, []);
      }
    }
  }

  /** An event may have told of the order while its answer was awaited: then nothing is in doubt. */
  #recordDoubt(
    order: TrackedOrder,
    doubt: { readonly sentAt: EpochMs; readonly cause: string },
    context: RecordContext,
  ): Promise<ExecutionResult> | ExecutionResult {
    if (!isInDoubt(order)) return executionResultOf(order, []);
    return this.#recordState(order.intent, { tag: 'outcome-unknown', ...doubt }, context);
  }

  #recordState({ clientOrderId }: OrderIntent, state: OrderState, context: RecordContext): Promise<ExecutionResult> {
    return this.#parts.recorder.recordState(clientOrderId, state, context);
  }
}

function answersOf(result: PlaceResult | PlaceListResult): readonly Answer[] {
  switch (result.tag) {
    case 'accepted':
      return 'reports' in result
        ? result.reports.map((report, index) => ({ tag: 'told', report, fills: index === 0 ? result.fills : [] }))
        : [{ tag: 'told', report: result.report, fills: result.fills }];
    case 'rejected':
      return [result];
    case 'outcome-unknown':
      return [{ tag: 'unknown', cause: result.cause }];
  }
}

/** A refusal or a silence is about every order of the list; an answer that tells of fewer orders than were sent says nothing of the others. */
function answerToAll([first]: readonly Answer[]): Answer {
  return first === undefined || first.tag === 'told' ? UNTOLD : first;
}

/** The bytes to be sent are those that were planned from the approval, of the order and of its exits. */
function assertUntampered({ intent, exits, list }: PlannedOrder): void {
  const intents = [intent, ...exits];
  const orders = list === null ? [intent.request.order] : ordersOfList(list);
  invariant(orders.length === intents.length, `order ${intent.clientOrderId} would be sent with others than its own exits`);
  for (const [index, { clientOrderId, digest, request }] of intents.entries()) {
    const order = orders[index] ?? request.order;
    for (const sent of [digestOf(request), digestOf({ kind: 'order', order })]) {
      invariant(digest === sent, `order ${clientOrderId} was planned as ${digest} and would be sent as ${sent}`);
    }
    invariant(clientOrderId === order.clientOrderId, `order ${clientOrderId} would be sent as ${order.clientOrderId}`);
  }
}
