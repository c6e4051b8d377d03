import { decimalText, fraction, type Price, type Quantity } from '../domain/decimal.ts';
import { unreachable } from '../domain/invariant.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId } from '../domain/order.ts';
import type { Mark } from '../domain/position.ts';
import { minuteText } from '../domain/time.ts';
import { decideProtection, type ProtectionDecision, type UnprotectableReason } from '../execution/decide-protection.ts';
import { isHalted } from './frozen-markets.ts';
import { isCovered } from './is-covered.ts';
import { pauseEnd } from './outside-alerts.ts';
import { unprotectedAlertKey } from './protection-register.ts';
import { exitAtMarket, type ProtectionStepResult, placeStop, protectableInstrument, replaceStop } from './protective-orders.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import type { SessionServices } from './session-services.ts';
import type { TriggeredStops } from './triggered-stops.ts';
import { exitRefusedAlertKey } from './trouble-keys.ts';

/** Distance of the emergency stop of a position that nobody set a stop for. */
const FALLBACK_STOP_FRACTION = fraction(0.05);

/** Takes the one next step towards a protected position. */
export async function protectOnce(
  services: SessionServices,
  symbol: MarketSymbol,
  triggered: TriggeredStops,
): Promise<ProtectionStepResult> {
  const { state, marketData } = services;
  const untold = await unbookedPurpose(services, symbol);
  if (untold === 'sale') return 'settled';
  if (untold === 'entry') return settleBlindly(services, symbol, 'what its entry bought could not be read yet');
  const instrument = protectableInstrument(services, symbol);
  const position = state.portfolio.position(symbol);
  const { liveStops, sellsInDoubt } = state.orders.protectionOf(symbol);
  if (position === null && liveStops.length === 0 && sellsInDoubt.length === 0) return settleFlat(services, symbol);
  if (isHalted(services, symbol)) return settleBlindly(services, symbol, 'the exchange has halted the market');
  const mark = await marketData.fetchMark(symbol);
  if (instrument === undefined || mark === null) {
    return settleBlindly(
      services,
      symbol,
      instrument === undefined ? 'the exchange does not list the symbol' : 'no price is known',
    );
  }
  const decision = decideProtection({
    position: position === null ? null : state.drift.presentPart(position),
    liveStops,
    sellsInDoubt,
    instrument,
    freeQuantity: null,
    mark: mark.price,
    desiredStopPrice: position?.stopPrice ?? null,
    fallbackStopFraction: FALLBACK_STOP_FRACTION,
  });
  const held = whyNotNow(services, symbol, { decision, mark, triggered });
  return held === null ? act(services, symbol, { decision, mark }) : settleBlindly(services, symbol, held);
}

/** An order whose fills are not booked makes the position another than the books say: they are read first. @returns what is still unread. */
async function unbookedPurpose({ state, executor }: SessionServices, symbol: MarketSymbol): Promise<'entry' | 'sale' | null> {
  const unbooked = () => state.orders.fillsMissing().filter(({ intent }) => intent.request.order.symbol === symbol);
  for (const { intent } of unbooked()) await executor.resolve(intent.clientOrderId);
  const [left] = unbooked();
  if (left === undefined) return null;
  return left.intent.purpose === 'entry' ? 'entry' : 'sale';
}

/** Why what was decided is not done now: the stop itself may still sell, or the exchange refused the same too often. */
function whyNotNow(
  { state, clock }: SessionServices,
  symbol: MarketSymbol,
  {
    decision,
    mark,
    triggered,
  }: { readonly decision: ProtectionDecision; readonly mark: Mark; readonly triggered: TriggeredStops },
): string | null {
  const now = clock.now();
  const mayStillFill = triggered.mayStillFill(symbol, { mark: mark.price, now });
  if (decision.tag === 'exit-at-market' && mayStillFill) return 'its stop was triggered and is not filled yet';
  const isSending = decision.tag === 'place' || decision.tag === 'replace' || decision.tag === 'exit-at-market';
  if (!isSending) return null;
  const pauseEndsAt = pauseEnd(state.alerts);
  if (pauseEndsAt !== null && now < pauseEndsAt) return `the exchange takes no requests before ${minuteText(pauseEndsAt)} UTC`;
  return now < state.refusedProtection.pausedUntil(symbol) ? 'the exchange keeps refusing its orders' : null;
}

/** Nothing can be decided now: a position whose stops rest is as safe as before, any other is not. */
async function settleBlindly(services: SessionServices, symbol: MarketSymbol, why: string): Promise<ProtectionStepResult> {
  if (isCovered(services, symbol)) return settleProtected(services, symbol);
  await raiseUnprotected(services.state, symbol, why);
  return 'settled';
}

async function act(
  services: SessionServices,
  symbol: MarketSymbol,
  { decision, mark }: { readonly decision: ProtectionDecision; readonly mark: Mark },
): Promise<ProtectionStepResult> {
  switch (decision.tag) {
    case 'none':
      return settleProtected(services, symbol);
    case 'resolve-first':
      return resolveFirst(services, symbol, decision.clientOrderIds);
    case 'place':
      return placeStop(services, symbol, { ...decision, mark });
    case 'replace':
      return replaceStops(services, symbol, { ...decision, mark });
    case 'cancel':
      return cancelAll(services, symbol, decision.cancel);
    case 'exit-at-market':
      return decision.cancel.length > 0
        ? cancelAll(services, symbol, decision.cancel)
        : exitAtMarket(services, symbol, { quantity: decision.quantity, mark });
    case 'unprotectable':
      if (decision.why === 'dust') return writeOffDust(services, symbol);
      if (isSaleLeft(services, symbol, decision.why))
        return exitAtMarket(services, symbol, { quantity: decision.quantity, mark });
      await raiseUnprotected(services.state, symbol, decision.why);
      return 'settled';
    default:
      return unreachable(decision);
  }
}

/** No stop that the market takes can protect the position: it is sold instead, unless the coins are not there to be sold. */
function isSaleLeft({ state, clock }: SessionServices, symbol: MarketSymbol, why: UnprotectableReason): boolean {
  return why !== 'coins-locked' && clock.now() >= state.refusedProtection.pausedUntil(symbol);
}

/** What is below the market's step can never be sold: it leaves the position and stays on the account. More than that waits for a better price. */
async function writeOffDust({ state, instruments }: SessionServices, symbol: MarketSymbol): Promise<ProtectionStepResult> {
  const position = state.portfolio.position(symbol);
  const stepSize = instruments.get(symbol)?.stepSize;
  if (position === null || stepSize === undefined || position.quantity.gte(stepSize)) return 'settled';
  await state.record([
    { kind: 'transfer-booked', asset: baseAssetOf(symbol), quantity: decimalText(position.quantity), why: 'dust' },
  ]);
  return 'changed';
}

/** Where nothing is held nothing is unprotected: an alert that still stands is over. */
async function settleFlat({ state }: SessionServices, symbol: MarketSymbol): Promise<ProtectionStepResult> {
  if (state.alerts.isStanding(exitRefusedAlertKey(symbol))) {
    await state.record([{ kind: 'alert-resolved', key: exitRefusedAlertKey(symbol) }]);
  }
  if (state.protection.reportedSymbols.includes(symbol)) {
    await state.record([{ kind: 'alert-resolved', key: unprotectedAlertKey(symbol) }]);
  }
  return 'settled';
}

async function settleProtected(services: SessionServices, symbol: MarketSymbol): Promise<ProtectionStepResult> {
  const { state, clock } = services;
  const position = state.portfolio.position(symbol);
  if (position === null) return settleFlat(services, symbol);
  const since = state.protection.exposedSince(position);
  if (since === null) return 'settled';
  const [stop] = state.orders.protectionOf(symbol).liveStops;
  const stopPrice = stop?.stopPrice ?? position.stopPrice;
  if (stopPrice === null) return 'settled';
  const wasReported = state.protection.isReportedUnprotected(position);
  await state.record([
    {
      kind: 'position-protected',
      symbol,
      quantity: decimalText(position.quantity),
      stopPrice: decimalText(stopPrice),
      unprotectedMs: state.protection.isGuardedFromFill(position) ? 0 : Math.max(0, clock.now() - since),
    },
    ...(wasReported ? [{ kind: 'alert-resolved', key: unprotectedAlertKey(symbol) } as const] : []),
    ...(state.alerts.isStanding(exitRefusedAlertKey(symbol))
      ? [{ kind: 'alert-resolved', key: exitRefusedAlertKey(symbol) } as const]
      : []),
  ]);
  return 'settled';
}

async function resolveFirst(
  services: SessionServices,
  symbol: MarketSymbol,
  ids: readonly ClientOrderId[],
): Promise<ProtectionStepResult> {
  for (const clientOrderId of ids) await services.executor.resolve(clientOrderId);
  const { sellsInDoubt } = services.state.orders.protectionOf(symbol);
  // One that came into doubt meanwhile was not asked for yet: that is what the next step does.
  const stillInDoubt = ids.some((clientOrderId) => sellsInDoubt.includes(clientOrderId));
  if (stillInDoubt) await raiseUnprotected(services.state, symbol, 'the outcome of an order is not known yet');
  return stillInDoubt ? 'settled' : 'changed';
}

/**
 * The last of the stops that must go gives way to the new one in the same request, where the market offers that: the position is never
 * without one. A stop with a target cannot be exchanged so, since a list does not come in the place of another.
 */
async function replaceStops(
  services: SessionServices,
  symbol: MarketSymbol,
  wanted: {
    readonly cancel: readonly ClientOrderId[];
    readonly quantity: Quantity;
    readonly stopPrice: Price;
    readonly mark: Mark;
  },
): Promise<ProtectionStepResult> {
  const { state, instruments } = services;
  const last = wanted.cancel.at(-1);
  const isListWanted = state.portfolio.position(symbol)?.targetPrice?.gt(wanted.mark.price) ?? false;
  const canReplace = instruments.get(symbol)?.capabilities.includes('cancel-replace') ?? false;
  if (last === undefined || isListWanted || !canReplace) return cancelAll(services, symbol, wanted.cancel);
  if (wanted.cancel.length > 1) return cancelAll(services, symbol, wanted.cancel.slice(0, -1));
  return replaceStop(services, symbol, { ...wanted, old: last });
}

async function cancelAll(
  services: SessionServices,
  symbol: MarketSymbol,
  ids: readonly ClientOrderId[],
): Promise<ProtectionStepResult> {
  for (const clientOrderId of ids) await services.executor.cancel({ symbol, clientOrderId });
  return 'changed';
}
