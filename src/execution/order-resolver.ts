import { Fault } from '../domain/fault.ts';
import { type ClientOrderId, isLive, isTerminal } from '../domain/order.ts';
import { DAY_MS, type DurationMs, type EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange, OrderReport } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import { findMismatch } from './check-report.ts';
import { type ExecutionResult, executionResultOf } from './execution-result.ts';
import type { OrderRecorder, RecordContext } from './order-recorder.ts';
import { areFillsMissing, isInDoubt, type TrackedOrder } from './tracked-order.ts';

/** How long after its signature the exchange may still admit an order: the receive window that we sign with. */
const RECEIVE_WINDOW_MS: DurationMs = 5_000;
/** The exchange's own processing limit (10 s), after which no order of ours can still be under way. */
const ADMISSION_MARGIN_MS: DurationMs = 10_000;
const PROBE_SPACING_MS: DurationMs = 2_000;
/** "No such order" counts only after the window, and only when it is said this often. */
const ABSENCES_NEEDED = 2;
/** After this many failed reads in a row the order stays in doubt and the caller comes back later. */
const FAULTS_MAX = 3;
const LOST_WATCH_MS: DurationMs = DAY_MS;
/** An exit works in the moment in which its entry is filled, but a read may come from an older copy of the exchange's books. */
const PENDING_SPACING_MS: DurationMs = 200;
const PENDING_PROBES_MAX = 6;

/**
 * Finds out what became of an order by asking for its id, and never by sending it again.
 * @see binance-spot-api-docs, errors.md: -1006, -1007 and 5xx leave the execution unknown; -2013 may be lag
 */
export class OrderResolver {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #recorder: OrderRecorder;
  readonly #log: Log;

  constructor(parts: {
    readonly exchange: Exchange;
    readonly clock: Clock;
    readonly recorder: OrderRecorder;
    readonly log: Log;
  }) {
    this.#exchange = parts.exchange;
    this.#clock = parts.clock;
    this.#recorder = parts.recorder;
    this.#log = parts.log;
  }

  /**
   * Probes until the order is found or proven absent; one that is known to rest or to be lost is looked for once, one that waits in a list
   * although its entry has ended for about a second.
   * Absent twice after the window: `abandoned` when this journal only intended it, else `lost`.
   * When the exchange cannot be read, the result tells the state as it was.
   */
  async resolve(clientOrderId: ClientOrderId, context: RecordContext): Promise<ExecutionResult> {
    const asked = this.#recorder.known(clientOrderId);
    if (isTerminal(asked.state.tag) && !areFillsMissing(asked)) return executionResultOf(asked, []);
    const admittedUntil = this.#admittedUntil(asked);
    let absences = 0;
    let faults = 0;
    for (let probes = 1; ; probes += 1) {
      const probe = await this.#probe(this.#recorder.known(clientOrderId));
      if (probe.tag === 'found') {
        const found = await this.#recorder.recordReport(probe.report, [], context);
        if (!this.#isOverdue(found.order) || probes >= PENDING_PROBES_MAX) return found;
        await this.#clock.sleep(PENDING_SPACING_MS);
        continue;
      }
      const order = this.#recorder.known(clientOrderId);
      if (!isInDoubt(order)) return this.#settleKnown(order, { isAbsent: probe.tag === 'absent' }, context);
      if (probe.tag === 'absent' && this.#clock.now() >= admittedUntil) absences += 1;
      if (absences >= ABSENCES_NEEDED) return this.#giveUp(order, context);
      faults = probe.tag === 'unreadable' ? faults + 1 : 0;
      if (faults >= FAULTS_MAX) return executionResultOf(order, []);
      await this.#clock.sleep(PROBE_SPACING_MS);
    }
  }

  /** True for an exit that still waits although its entry has ended: that cannot last. */
  #isOverdue({ intent, state }: TrackedOrder): boolean {
    const waitsFor = intent.list?.waitsFor ?? null;
    return state.tag === 'pending' && waitsFor !== null && !isLive(this.#recorder.known(waitsFor).state.tag);
  }

  /** An order whose state is known already: what may be missing are its fills, and a lost one is given up in the end. */
  async #settleKnown(
    order: TrackedOrder,
    seen: { readonly isAbsent: boolean },
    context: RecordContext,
  ): Promise<ExecutionResult> {
    const { clientOrderId } = order.intent;
    const watchEnded = order.state.tag === 'lost' && this.#clock.now() - order.state.since >= LOST_WATCH_MS;
    if (seen.isAbsent && watchEnded) {
      return this.#recorder.recordState(clientOrderId, { tag: 'abandoned', why: 'not found for 24 hours' }, context);
    }
    if (seen.isAbsent && order.state.tag === 'open')
      this.#log.warn('the exchange does not know an order that was open', { clientOrderId });
    const fills = await this.#recorder.recordMissingFills(clientOrderId, context);
    return executionResultOf(this.#recorder.known(clientOrderId), fills);
  }

  async #giveUp(order: TrackedOrder, context: RecordContext): Promise<ExecutionResult> {
    const { clientOrderId } = order.intent;
    this.#log.warn('an order in doubt was not found on the exchange', { clientOrderId, state: order.state.tag });
    if (order.state.tag === 'planned') {
      return this.#recorder.recordState(clientOrderId, { tag: 'abandoned', why: 'not found twice after the window' }, context);
    }
    if (order.state.tag === 'submitted') {
      const { sentAt } = order.state;
      await this.#recorder.recordState(clientOrderId, { tag: 'outcome-unknown', sentAt, cause: 'not found' }, context);
    }
    return this.#recorder.recordState(clientOrderId, { tag: 'lost', since: this.#clock.now() }, context);
  }

  async #probe(order: TrackedOrder): Promise<Probe> {
    const { clientOrderId, request } = order.intent;
    try {
      const report = await this.#exchange.fetchOrder({ symbol: request.order.symbol, clientOrderId });
      if (report === null) return { tag: 'absent' };
      const mismatch = findMismatch(order, report);
      if (mismatch === null) return { tag: 'found', report };
      this.#log.error('the exchange has another order under the id of ours', { clientOrderId, mismatch });
      return { tag: 'unreadable' };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#log.warn('an order could not be probed', { clientOrderId, error });
      return { tag: 'unreadable' };
    }
  }

  #admittedUntil({ state, intendedAt }: TrackedOrder): EpochMs {
    return ('sentAt' in state ? state.sentAt : intendedAt) + RECEIVE_WINDOW_MS + ADMISSION_MARGIN_MS;
  }
}

type Probe =
  | { readonly tag: 'found'; readonly report: OrderReport }
  | { readonly tag: 'absent' }
  | { readonly tag: 'unreadable' };
