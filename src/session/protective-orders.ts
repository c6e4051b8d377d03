import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
import type { Price, Quantity } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { clientOrderIdOf, type OrderReason } from '../domain/order.ts';
import type { Mark } from '../domain/position.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import { classifyReject, PROTECTION_STEPS } from '../execution/classify-reject.ts';
import type { ExecutionResult } from '../execution/execution-result.ts';
import { type OrderTerms, planOrder } from '../execution/plan-order.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import { buildRiskSituation } from './build-risk-situation.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import type { SessionServices } from './session-services.ts';

/** `settled`: nothing more to do now (it is as wanted, or cannot be mended now and was said so). `changed`: decide again. */
export type ProtectionStepResult = 'settled' | 'changed';

/** A sale that found nobody is tried again this much later, by an audit: the book must have time to fill, and orders must not run away. */
const SALE_SPACING_MS: DurationMs = 30 * SECOND_MS;

/** Places a stop, approved by the guard like every other order. */
export async function placeStop(
  services: SessionServices,
  symbol: MarketSymbol,
  wanted: { readonly quantity: Quantity; readonly stopPrice: Price; readonly mark: Mark },
): Promise<ProtectionStepResult> {
  const situation = protectionSituation(services, wanted.mark);
  const verdict = services.riskManager.approveStop({ symbol, quantity: wanted.quantity, stopPrice: wanted.stopPrice }, situation);
  return sendApproved(services, symbol, { verdict, mark: wanted.mark, leg: 's', reason: 'protection' });
}

/** Sells what no stop can protect any more, no faster than the market takes it. */
export async function exitAtMarket(
  services: SessionServices,
  symbol: MarketSymbol,
  wanted: { readonly quantity: Quantity; readonly mark: Mark },
): Promise<ProtectionStepResult> {
  const { clock, state } = services;
  const unfilledAt = state.protection.unfilledSaleAt(symbol);
  if (unfilledAt !== null && clock.now() - unfilledAt < SALE_SPACING_MS) {
    await raiseUnprotected(state, symbol, 'the market takes nothing now');
    return 'settled';
  }
  const situation = protectionSituation(services, wanted.mark);
  const verdict = services.riskManager.approveEmergencyExit({ symbol, quantity: wanted.quantity }, situation);
  return sendApproved(services, symbol, { verdict, mark: wanted.mark, leg: 'x', reason: 'emergency-exit' });
}

async function sendApproved<Terms extends OrderTerms & TradeTerms>(
  services: SessionServices,
  symbol: MarketSymbol,
  wish: { readonly verdict: RiskVerdict<Terms>; readonly mark: Mark; readonly leg: 's' | 'x'; readonly reason: OrderReason },
): Promise<ProtectionStepResult> {
  const { verdict } = wish;
  if (verdict.tag === 'refused') {
    await raiseUnprotected(
      services.state,
      symbol,
      `the guard refused: ${verdict.reasons.map((reason) => reason.code).join(', ')}`,
    );
    return 'settled';
  }
  return sendTrade(services, symbol, { ...wish, trade: verdict.trade });
}

async function sendTrade(
  services: SessionServices,
  symbol: MarketSymbol,
  wish: { readonly trade: ApprovedTrade<OrderTerms>; readonly mark: Mark; readonly leg: 's' | 'x'; readonly reason: OrderReason },
): Promise<ProtectionStepResult> {
  const { instruments, settings, state, executor } = services;
  const instrument = instruments.get(symbol);
  if (instrument === undefined) return 'settled';
  const trigger = 'S';
  const attempt = state.orders.nextAttempt({ trigger, symbol, leg: wish.leg });
  const plan = planOrder({
    trade: wish.trade,
    instrument,
    mark: wish.mark.price,
    clientOrderId: clientOrderIdOf({
      prefix: settings.orderPrefix,
      trigger,
      symbol,
      leg: wish.leg,
      attempt,
      epoch: settings.epoch,
    }),
    entryKind: settings.entryKind,
    reason: wish.reason,
    proposalId: null,
    sessionId: null,
  });
  if (plan.tag === 'unplaceable') {
    await raiseUnprotected(services.state, symbol, `unplaceable: ${plan.filter} ${plan.value}, bound ${plan.bound}`);
    return 'settled';
  }
  const result = await executor.execute(plan.order);
  return result.tag === 'rejected' ? afterReject(services, symbol, { ...wish, result }) : 'changed';
}

async function afterReject(
  services: SessionServices,
  symbol: MarketSymbol,
  sent: {
    readonly trade: OrderTerms;
    readonly mark: Mark;
    readonly reason: OrderReason;
    readonly result: Extract<ExecutionResult, { readonly tag: 'rejected' }>;
  },
): Promise<ProtectionStepResult> {
  const { result, reason, mark } = sent;
  const isStop = reason === 'protection';
  // Where the exchange takes no stop, or is below it already while the mark that was read is not, the same stop would be refused for ever.
  if (isStop && PROTECTION_STEPS[classifyReject(result)] === 'exit-at-market') {
    return exitAtMarket(services, symbol, { quantity: sent.trade.quantity, mark });
  }
  await raiseUnprotected(
    services.state,
    symbol,
    `the exchange refused the ${isStop ? 'stop' : 'sale'}: ${result.code} ${result.message}`,
  );
  return 'settled';
}

function protectionSituation(services: SessionServices, mark: Mark): RiskSituation {
  return buildRiskSituation(services, {
    marks: new Map([[mark.symbol, mark]]),
    snapshot: { id: 'protection', asOf: mark.at, problems: new Map() },
  });
}
