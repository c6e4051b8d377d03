import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { OrderReason } from '../domain/order.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { classifyReject } from '../execution/classify-reject.ts';
import type { ExecutionResult } from '../execution/execution-result.ts';
import { planOrder } from '../execution/plan-order.ts';
import { nextOrderIds } from './order-ids.ts';
import type { SessionServices } from './session-services.ts';

type ExitTerms = Extract<TradeTerms, { readonly purpose: 'exit' }>;

export type SaleResult =
  | ExecutionResult
  | { readonly tag: 'unplaceable'; readonly filter: string }
  /** The position was gone by the time the coins were free, most likely because its stop sold it. */
  | { readonly tag: 'nothing-to-sell' }
  /** The stop may still rest and sell the coins: nothing was sent. */
  | { readonly tag: 'stop-not-cancelled' }
  | { readonly tag: 'refused'; readonly verdict: Extract<RiskVerdict, { readonly tag: 'refused' }> };

/**
 * Sells (a part of) a position at the market. The stop holds the coins, so it is cancelled first, inside the symbol's protection lane;
 * what is left afterwards is protected again before anything else touches the symbol. A sale that the market's rules refuse is planned once
 * more by the rules as they are now.
 *
 * @param approveAgain  Judges the sale once more when the coins are free: the cancelled stop may have sold a part meanwhile.
 */
export function sellPosition(
  services: SessionServices,
  sale: {
    readonly trade: ApprovedTrade<ExitTerms>;
    readonly approveAgain: () => RiskVerdict<ExitTerms>;
    readonly trigger: string;
    readonly reason: OrderReason;
    readonly proposalId: string | null;
    readonly sessionId: string | null;
  },
): Promise<SaleResult> {
  const { symbol } = sale.trade;
  return services.protection.exclusively(symbol, async () => {
    const rehearsal = await planSale(services, sale, sale.trade);
    if (rehearsal.tag === 'unplaceable') return rehearsal;
    if (!(await freeCoins(services, symbol))) return { tag: 'stop-not-cancelled' };
    const sold = await sellFreed(services, sale);
    if (sold.tag !== 'rejected' || classifyReject(sold) !== 'filter') return sold;
    await services.refreshInstruments();
    return sellFreed(services, sale);
  });
}

/**
 * Takes the stops off. @returns false when one of them, or another sale, may still be there: sold besides it would be more than the book
 * owns, where the account has more of the coin.
 */
async function freeCoins({ state, executor }: SessionServices, symbol: MarketSymbol): Promise<boolean> {
  for (const { clientOrderId } of state.orders.protectionOf(symbol).liveStops) {
    const outcome = await executor.cancel({ symbol, clientOrderId });
    // The exchange was asked and has it open: the cancellation did not arrive, and a second one does no harm.
    if (outcome.tag === 'still-open') await executor.cancel({ symbol, clientOrderId });
  }
  const { liveStops, sellsInDoubt } = state.orders.protectionOf(symbol);
  return liveStops.length === 0 && sellsInDoubt.length === 0;
}

/** Sells once the coins are free, by the rules of the market as they are known then. */
async function sellFreed(services: SessionServices, sale: Parameters<typeof sellPosition>[1]): Promise<SaleResult> {
  if (services.state.portfolio.position(sale.trade.symbol) === null) return { tag: 'nothing-to-sell' };
  const verdict = sale.approveAgain();
  if (verdict.tag === 'refused') return { tag: 'refused', verdict };
  const plan = await planSale(services, sale, verdict.trade);
  return plan.tag === 'unplaceable' ? plan : services.executor.execute(plan.order);
}

async function planSale(
  services: SessionServices,
  sale: {
    readonly trigger: string;
    readonly reason: OrderReason;
    readonly proposalId: string | null;
    readonly sessionId: string | null;
  },
  trade: ApprovedTrade<ExitTerms>,
) {
  const { instruments, settings, marketData } = services;
  const { symbol } = trade;
  const instrument = instruments.get(symbol);
  const mark = await marketData.fetchMark(symbol);
  if (instrument === undefined || mark === null) return { tag: 'unplaceable', filter: 'no-price' } as const;
  return planOrder({
    trade,
    instrument,
    mark: mark.price,
    clientOrderId: nextOrderIds(services, { trigger: sale.trigger, symbol, leg: 'x' }).order,
    entryKind: settings.entryKind,
    reason: sale.reason,
    proposalId: sale.proposalId,
    sessionId: sale.sessionId,
  });
}
