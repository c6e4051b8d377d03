import { decimalText, fraction } from '../domain/decimal.ts';
import { unreachable } from '../domain/invariant.ts';
import { baseAssetOf, type MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId } from '../domain/order.ts';
import type { Mark } from '../domain/position.ts';
import { decideProtection, type ProtectionDecision } from '../execution/decide-protection.ts';
import { isCovered } from './is-covered.ts';
import { unprotectedAlertKey } from './protection-register.ts';
import { exitAtMarket, type ProtectionStepResult, placeStop } from './protective-orders.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import type { SessionServices } from './session-services.ts';

/** Distance of the emergency stop of a position that nobody set a stop for. */
const FALLBACK_STOP_FRACTION = fraction(0.05);

/** Takes the one next step towards a protected position. */
export async function protectOnce(services: SessionServices, symbol: MarketSymbol): Promise<ProtectionStepResult> {
  const { state, instruments, marketData } = services;
  const instrument = instruments.get(symbol);
  const position = state.portfolio.position(symbol);
  const { liveStops, sellsInDoubt } = state.orders.protectionOf(symbol);
  if (position === null && liveStops.length === 0 && sellsInDoubt.length === 0) return settleFlat(services, symbol);
  const mark = await marketData.fetchMark(symbol);
  if (instrument === undefined || mark === null) {
    return settleBlindly(
      services,
      symbol,
      instrument === undefined ? 'the exchange does not list the symbol' : 'no price is known',
    );
  }
  const decision = decideProtection({
    position,
    liveStops,
    sellsInDoubt,
    instrument,
    freeQuantity: null,
    mark: mark.price,
    desiredStopPrice: position?.stopPrice ?? null,
    fallbackStopFraction: FALLBACK_STOP_FRACTION,
  });
  return act(services, symbol, { decision, mark });
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
    case 'cancel':
      return cancelAll(services, symbol, decision.cancel);
    case 'exit-at-market':
      return decision.cancel.length > 0
        ? cancelAll(services, symbol, decision.cancel)
        : exitAtMarket(services, symbol, { quantity: decision.quantity, mark });
    case 'unprotectable':
      if (decision.why === 'dust') await writeOffDust(services, symbol);
      else await raiseUnprotected(services.state, symbol, decision.why);
      return 'settled';
    default:
      return unreachable(decision);
  }
}

/** What is below the market's step can never be sold: it leaves the position and stays on the account. More than that waits for a better price. */
async function writeOffDust({ state, instruments }: SessionServices, symbol: MarketSymbol): Promise<void> {
  const position = state.portfolio.position(symbol);
  const stepSize = instruments.get(symbol)?.stepSize;
  if (position === null || stepSize === undefined || position.quantity.gte(stepSize)) return;
  await state.record([
    { kind: 'transfer-booked', asset: baseAssetOf(symbol), quantity: decimalText(position.quantity), why: 'dust' },
  ]);
}

/** Where nothing is held nothing is unprotected: an alert that still stands is over. */
async function settleFlat({ state }: SessionServices, symbol: MarketSymbol): Promise<ProtectionStepResult> {
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
      unprotectedMs: Math.max(0, clock.now() - since),
    },
    ...(wasReported ? [{ kind: 'alert-resolved', key: unprotectedAlertKey(symbol) } as const] : []),
  ]);
  return 'settled';
}

async function resolveFirst(
  services: SessionServices,
  symbol: MarketSymbol,
  ids: readonly ClientOrderId[],
): Promise<ProtectionStepResult> {
  for (const clientOrderId of ids) await services.executor.resolve(clientOrderId);
  const stillInDoubt = services.state.orders.protectionOf(symbol).sellsInDoubt.length > 0;
  if (stillInDoubt) await raiseUnprotected(services.state, symbol, 'the outcome of an order is not known yet');
  return stillInDoubt ? 'settled' : 'changed';
}

async function cancelAll(
  services: SessionServices,
  symbol: MarketSymbol,
  ids: readonly ClientOrderId[],
): Promise<ProtectionStepResult> {
  for (const clientOrderId of ids) await services.executor.cancel({ symbol, clientOrderId });
  return 'changed';
}
