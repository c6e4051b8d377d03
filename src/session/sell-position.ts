import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
import { clientOrderIdOf, type OrderReason } from '../domain/order.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { ExecutionResult } from '../execution/execution-result.ts';
import { planOrder } from '../execution/plan-order.ts';
import type { SessionServices } from './session-services.ts';

type ExitTerms = Extract<TradeTerms, { readonly purpose: 'exit' }>;

export type SaleResult =
  | ExecutionResult
  | { readonly tag: 'unplaceable'; readonly filter: string }
  /** The position was gone by the time the coins were free, most likely because its stop sold it. */
  | { readonly tag: 'nothing-to-sell' }
  | { readonly tag: 'refused'; readonly verdict: Extract<RiskVerdict, { readonly tag: 'refused' }> };

/**
 * Sells (a part of) a position at the market. The stop holds the coins, so it is cancelled first, inside the symbol's protection lane;
 * what is left afterwards is protected again before anything else touches the symbol.
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
    for (const stop of services.state.orders.protectionOf(symbol).liveStops) {
      await services.executor.cancel({ symbol, clientOrderId: stop.clientOrderId });
    }
    if (services.state.portfolio.position(symbol) === null) return { tag: 'nothing-to-sell' };
    const verdict = sale.approveAgain();
    if (verdict.tag === 'refused') return { tag: 'refused', verdict };
    const plan = await planSale(services, sale, verdict.trade);
    return plan.tag === 'unplaceable' ? plan : services.executor.execute(plan.order);
  });
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
  const { instruments, settings, state, marketData } = services;
  const { symbol } = trade;
  const instrument = instruments.get(symbol);
  const mark = await marketData.fetchMark(symbol);
  if (instrument === undefined || mark === null) return { tag: 'unplaceable', filter: 'no-price' } as const;
  const attempt = state.orders.nextAttempt({ trigger: sale.trigger, symbol, leg: 'x' });
  return planOrder({
    trade,
    instrument,
    mark: mark.price,
    clientOrderId: clientOrderIdOf({
      prefix: settings.orderPrefix,
      trigger: sale.trigger,
      symbol,
      leg: 'x',
      attempt,
      epoch: settings.epoch,
    }),
    entryKind: settings.entryKind,
    reason: sale.reason,
    proposalId: sale.proposalId,
    sessionId: sale.sessionId,
  });
}
