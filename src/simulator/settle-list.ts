import { add, floorToStep, type Quantity } from '../domain/decimal.ts';
import type { EpochMs } from '../domain/time.ts';
import { otherExitsOf } from './account-state.ts';
import type { PathPoint } from './fill-model.ts';
import { isRefusal, isTriggerReached, openMarketAt, refusalByBalance, refusalByTerms } from './judge-order.ts';
import { type ExchangeRules, type Outcome, withExpiry, withFact } from './matching.ts';
import { activatedOrder, type OpenOrder, receivedBaseOf } from './open-order.ts';

/** Ends the other exits of a list before the triggered one trades. */
export function expireOtherExits(rules: ExchangeRules, outcome: Outcome, exit: OpenOrder, at: EpochMs): Outcome {
  return expireAll(rules, outcome, otherExitsOf(outcome.state.openOrders, exit), { at, reason: 'OCO_TRIGGER' });
}

/**
 * What the fills and the end of a list's entry mean for its exits: they come alive once the entry is wholly filled, and expire when it
 * ends otherwise. Nothing changes while the entry is open, or when the order is no entry.
 *
 * @param entry  The order as it was before the outcome.
 */
export function followEntry(rules: ExchangeRules, outcome: Outcome, entry: OpenOrder, point: PathPoint): Outcome {
  if (entry.list?.role !== 'entry') return outcome;
  const { exchangeOrderId } = entry.report;
  if (outcome.state.openOrders.some((open) => open.report.exchangeOrderId === exchangeOrderId)) return outcome;
  const { listId } = entry.list;
  const exits = outcome.state.openOrders.filter(({ list }) => list?.role === 'after-entry' && list.listId === listId);
  const endedEarly = outcome.facts.some((fact) => fact.kind === 'closed' && fact.exchangeOrderId === exchangeOrderId);
  return endedEarly
    ? expireAll(rules, outcome, exits, { at: point.at, reason: 'OTO_PHASE_ONE_EXPIRED' })
    : activate(rules, outcome, exits, { received: receivedBy(entry, outcome), point });
}

function receivedBy(entry: OpenOrder, { facts }: Outcome): Quantity {
  return facts.reduce(
    (sum, fact) =>
      fact.kind === 'filled' && fact.fill.exchangeOrderId === entry.report.exchangeOrderId
        ? add(sum, receivedBaseOf(fact.fill))
        : sum,
    entry.receivedBase,
  );
}

/** Brings the exits of a filled entry alive for what it received. One that is refused now expires as REJECTED, and the other with it. */
function activate(
  rules: ExchangeRules,
  outcome: Outcome,
  exits: readonly OpenOrder[],
  { received, point }: { readonly received: Quantity; readonly point: PathPoint },
): Outcome {
  const sized = exits.map((exit) => sizedExit(rules, exit, received));
  if (sized.some((exit) => isRefusedNow(rules, outcome, exit, point))) {
    return expireAll(rules, outcome, exits, { at: point.at, reason: 'REJECTED' });
  }
  return sized.reduce(
    (before, { report: { exchangeOrderId, request } }) =>
      withFact(rules, before, { kind: 'activated', at: point.at, exchangeOrderId, quantity: request.quantity }),
    outcome,
  );
}

function sizedExit(rules: ExchangeRules, exit: OpenOrder, received: Quantity): OpenOrder {
  const stepSize = rules.instruments.get(exit.report.symbol)?.stepSize;
  const amount = stepSize === undefined || stepSize.isZero() ? received : floorToStep(received, stepSize);
  const { report } = exit;
  return activatedOrder(exit, { ...report, request: { ...report.request, quantity: amount } }, rules.costs);
}

function isRefusedNow(rules: ExchangeRules, { state }: Outcome, exit: OpenOrder, point: PathPoint): boolean {
  const market = openMarketAt(rules, exit.report.symbol, point.at);
  return (
    isRefusal(market) ||
    refusalByTerms(rules, exit.report.request, { ...market, point }) !== null ||
    isTriggerReached(exit, point) ||
    refusalByBalance(rules, state, exit, point) !== null
  );
}

function expireAll(
  rules: ExchangeRules,
  outcome: Outcome,
  orders: readonly OpenOrder[],
  { at, reason }: { readonly at: EpochMs; readonly reason: string },
): Outcome {
  return orders.reduce(
    (before, { report: { exchangeOrderId } }) => withExpiry(rules, before, { exchangeOrderId, at, reason }),
    outcome,
  );
}
