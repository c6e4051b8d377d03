import { silentLog } from '../../src/adapters/system/silent-log.ts';
import type { ApprovedTrade } from '../../src/domain/approved-trade.ts';
import { type DecimalSource, fraction, type Price, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { invariant } from '../../src/domain/invariant.ts';
import { JOURNAL_VERSION, type JournalEntry, type JournalFact, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import type { ClientOrderId, OrderRequest, OrderSide } from '../../src/domain/order.ts';
import type { Position } from '../../src/domain/position.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { OrderExecutor } from '../../src/execution/order-executor.ts';
import { feeValueFromFill } from '../../src/execution/order-facts.ts';
import type { OrderJournal, RecordContext } from '../../src/execution/order-recorder.ts';
import type { CrashPoint, LastGate } from '../../src/execution/order-sender.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import type { OrderTerms } from '../../src/execution/plan-exits.ts';
import { type PlanInput, type PlannedOrder, planOrder } from '../../src/execution/plan-order.ts';
import type { Exchange, OrderReport } from '../../src/ports/exchange.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { approveForTest } from '../support/approve-for-test.ts';

export const NOW: EpochMs = Date.UTC(2024, 0, 1, 13);
export const MARK = price('42000');

/** A market as Binance has it, with room for numbers that are easy to read. */
export const BTC: Instrument = {
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  status: 'trading',
  orderTypes: ['market', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit'],
  capabilities: ['oco', 'oto', 'opo', 'cancel-replace'],
  tickSize: price('0.01'),
  priceMin: price('0.01'),
  priceMax: price('1000000'),
  stepSize: quantity('0.00001'),
  quantityMin: quantity('0.00001'),
  quantityMax: quantity('9000'),
  marketQuantityMax: quantity('100'),
  notionalMin: quoteAmount('5'),
  notionalMax: quoteAmount('9000000'),
  buyPriceFractionMax: fraction('5'),
  buyPriceFractionMin: fraction('0.2'),
  sellPriceFractionMax: fraction('5'),
  sellPriceFractionMin: fraction('0.2'),
  openOrdersMax: 200,
  stopOrdersMax: 5,
  basePrecision: 8,
};

export const ETH: Instrument = { ...BTC, symbol: 'ETHUSDT', baseAsset: 'ETH' };

type Trade = ApprovedTrade<OrderTerms>;

export function entryTrade(terms: { readonly quantity?: DecimalSource; readonly priceMax?: DecimalSource } = {}): Trade {
  return approveForTest({
    purpose: 'entry',
    symbol: 'BTCUSDT',
    quantity: quantity(terms.quantity ?? '0.1'),
    referencePrice: MARK,
    priceMax: price(terms.priceMax ?? '42100'),
    stopPrice: price('40000'),
    targetPrice: null,
  });
}

export function exitTrade(amount: DecimalSource = '0.1'): Trade {
  return approveForTest({ purpose: 'exit', symbol: 'BTCUSDT', quantity: quantity(amount), referencePrice: MARK });
}

export function stopTrade(terms: { readonly quantity?: DecimalSource; readonly stopPrice?: DecimalSource } = {}): Trade {
  return approveForTest({
    purpose: 'stop',
    symbol: 'BTCUSDT',
    quantity: quantity(terms.quantity ?? '0.1'),
    stopPrice: price(terms.stopPrice ?? '40000'),
  });
}

export function planInput(trade: Trade, changes: Partial<PlanInput> = {}): PlanInput {
  return {
    trade,
    instrument: BTC,
    mark: MARK,
    clientOrderId: 'steward-P1-BTCUSDT-e1-7',
    entryKind: 'collared-limit',
    reason: 'signal',
    proposalId: 'P1',
    sessionId: '20240101T13',
    ...changes,
  };
}

export function plannedOrder(trade: Trade = entryTrade(), changes: Partial<PlanInput> = {}): PlannedOrder {
  const plan = planOrder({ ...planInput(trade), ...changes });
  invariant(plan.tag === 'planned', 'the fixture must be placeable');
  return plan.order;
}

export function plannedStop(changes: Partial<PlanInput> = {}): PlannedOrder {
  return plannedOrder(stopTrade(), {
    clientOrderId: 'steward-S-BTCUSDT-s1-7',
    reason: 'protection',
    proposalId: null,
    ...changes,
  });
}

/** A journal in memory that plays its facts into a tracker at once and is durable a moment later. */
class RecordingJournal implements OrderJournal {
  readonly orders = new OrderTracker();
  readonly entries: JournalEntry[] = [];
  readonly steps: string[];
  /** What the next writes fail with. */
  readonly faults: Error[] = [];
  readonly #now: () => EpochMs;

  constructor({ steps, now }: { readonly steps: string[]; readonly now: () => EpochMs }) {
    this.steps = steps;
    this.#now = now;
  }

  async record(facts: readonly JournalFact[], context: RecordContext): Promise<void> {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
    for (const fact of facts) {
      const entry = entryOf(fact, { sequence: this.entries.length + 1, at: this.#now(), sessionId: context.sessionId });
      this.entries.push(entry);
      this.orders.apply(entry);
    }
    for (let step = 0; step < 5; step += 1) await null;
    this.steps.push(`durable ${facts.map(tellFact).join(', ')}`);
  }

  get kinds(): readonly string[] {
    return this.entries.map(({ fact }) => tellFact(fact));
  }
}

/** `order-changed:filled` for a change, else the kind. */
function tellFact(fact: JournalFact): string {
  return fact.kind === 'order-changed' ? `${fact.kind}:${fact.state.tag}` : fact.kind;
}

export function entryOf(
  fact: JournalFact,
  at: { readonly sequence?: number; readonly at?: EpochMs; readonly sessionId?: string | null } = {},
): JournalEntry {
  return {
    version: JOURNAL_VERSION,
    sequence: at.sequence ?? 1,
    at: at.at ?? NOW,
    bookId: MAIN_BOOK_ID,
    sessionId: at.sessionId ?? null,
    fact,
  };
}

/** An executor on an exchange, with its journal, its clock, and the steps that both took in their order. */
export function buildExecutor<Kind extends Exchange>(
  exchange: Kind,
  options: {
    readonly steps?: string[];
    readonly clock?: SimulatedClock;
    readonly crashAt?: CrashPoint;
    readonly lastGate?: LastGate;
  } = {},
) {
  const steps = options.steps ?? [];
  const clock = options.clock ?? new SimulatedClock({ startAt: NOW });
  const journal = new RecordingJournal({ steps, now: () => clock.now() });
  const executor = new OrderExecutor({
    exchange,
    clock,
    journal,
    orders: journal.orders,
    log: silentLog,
    valueFee: feeValueFromFill,
    lastGate: options.lastGate ?? (() => null),
    crashPoint: (name) => {
      steps.push(name);
      if (name === options.crashAt) throw new SimulatedCrash(name);
    },
  });
  return { executor, journal, clock, exchange, steps, orders: journal.orders };
}

/** The process ends here, as far as the code under test can tell. */
export class SimulatedCrash extends Error {}

/** Moves the clock from timer to timer until the work is done. */
export async function runToEnd<Result>(clock: SimulatedClock, work: Promise<Result>): Promise<Result> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  work.then(done, done);
  for (let round = 0; round < 1_000; round += 1) {
    for (let step = 0; step < 50; step += 1) await null;
    if (isDone) return work;
    if (clock.nextTimerAt !== null) await clock.advanceTo(clock.nextTimerAt);
  }
  throw new Error('the work never ended');
}

export function reportOf(request: OrderRequest, changes: Partial<OrderReport> = {}): OrderReport {
  return {
    clientOrderId: request.clientOrderId,
    exchangeOrderId: '9001',
    symbol: request.symbol,
    request,
    status: 'open',
    filledQuantity: quantity(0),
    expiryReason: null,
    updatedAt: NOW,
    ...changes,
  };
}

export function fillOf(
  order: { readonly clientOrderId: ClientOrderId; readonly side: OrderSide },
  fill: { readonly id: string; readonly quantity: DecimalSource; readonly price?: Price } & Partial<
    Pick<Fill, 'symbol' | 'fee' | 'at'>
  >,
): Fill {
  return {
    symbol: 'BTCUSDT',
    clientOrderId: order.clientOrderId,
    exchangeOrderId: '9001',
    side: order.side,
    fee: { asset: 'USDT', quantity: quantity('0.5') },
    at: NOW,
    price: MARK,
    ...fill,
    quantity: quantity(fill.quantity),
  };
}

export function positionOf(amount: DecimalSource, changes: Partial<Position> = {}): Position {
  return {
    symbol: 'BTCUSDT',
    quantity: quantity(amount),
    averageCost: price('41000'),
    costBasis: quoteAmount(quantity(amount).times(41_000)),
    lots: [],
    openedAt: NOW,
    stopPrice: null,
    targetPrice: null,
    ...changes,
  };
}
