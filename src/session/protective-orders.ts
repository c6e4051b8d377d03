import type { ApprovedTrade, TradeTerms } from '../domain/approved-trade.ts';
import { fraction, type Price, type Quantity } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId, OrderReason } from '../domain/order.ts';
import type { Mark } from '../domain/position.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import { type DurationMs, SECOND_MS } from '../domain/time.ts';
import { classifyReject } from '../execution/classify-reject.ts';
import type { ExecutionResult } from '../execution/execution-result.ts';
import type { ExitsInput, OrderTerms } from '../execution/plan-exits.ts';
import { planOrder } from '../execution/plan-order.ts';
import { isLadderExhausted, nextRung } from '../execution/protection-ladder.ts';
import type { RiskSituation } from '../risk/risk-situation.ts';
import { buildRiskSituation } from './build-risk-situation.ts';
import type { JournaledState } from './journaled-state.ts';
import { nextOrderIds, type OrderIds } from './order-ids.ts';
import { raiseUnprotected } from './raise-unprotected.ts';
import { reduce } from './reduce-on-trouble.ts';
import type { SessionServices } from './session-services.ts';
import { auditBalances } from './settle-books.ts';
import { exitRefusedAlertKey } from './trouble-keys.ts';

/** `settled`: nothing more to do now (it is as wanted, or cannot be mended now and was said so). `changed`: decide again. */
export type ProtectionStepResult = 'settled' | 'changed';

/** An order of protection's own; `old` is the resting stop whose place it takes. */
interface ProtectiveWish {
  readonly mark: Mark;
  readonly leg: 's' | 'x';
  readonly reason: OrderReason;
  readonly old?: ClientOrderId;
}

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

/** Places a stop in the place of one that rests, in one request. */
export async function replaceStop(
  services: SessionServices,
  symbol: MarketSymbol,
  wanted: { readonly quantity: Quantity; readonly stopPrice: Price; readonly mark: Mark; readonly old: ClientOrderId },
): Promise<ProtectionStepResult> {
  const situation = protectionSituation(services, wanted.mark);
  const verdict = services.riskManager.approveStop({ symbol, quantity: wanted.quantity, stopPrice: wanted.stopPrice }, situation);
  return sendApproved(services, symbol, { verdict, mark: wanted.mark, leg: 's', reason: 'protection', old: wanted.old });
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
  wish: ProtectiveWish & { readonly verdict: RiskVerdict<Terms> },
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
  wish: ProtectiveWish & { readonly trade: ApprovedTrade<OrderTerms> },
): Promise<ProtectionStepResult> {
  const { settings, state, executor } = services;
  const instrument = protectableInstrument(services, symbol);
  if (instrument === undefined) return 'settled';
  const ids = nextOrderIds(services, { trigger: 'S', symbol, leg: wish.leg });
  const plan = planOrder({
    trade: wish.trade,
    instrument,
    mark: wish.mark.price,
    clientOrderId: ids.order,
    list: wish.old === undefined ? targetBeside(state, symbol, ids) : null,
    entryKind: settings.entryKind,
    reason: wish.reason,
    proposalId: null,
    sessionId: null,
  });
  if (plan.tag === 'unplaceable') {
    await raiseUnprotected(services.state, symbol, `unplaceable: ${plan.filter} ${plan.value}, bound ${plan.bound}`);
    return 'settled';
  }
  const { old } = wish;
  const result = await (old === undefined
    ? executor.execute(plan.order)
    : executor.replace(plan.order, { symbol, clientOrderId: old }));
  return result.tag === 'rejected' ? afterReject(services, symbol, { ...wish, result }) : 'changed';
}

/** The target that the book has for the position goes along with its stop, where the market takes both. */
function targetBeside(state: JournaledState, symbol: MarketSymbol, ids: OrderIds): ExitsInput['list'] {
  const targetPrice = state.portfolio.position(symbol)?.targetPrice ?? null;
  const restingExits = state.orders.openStopOrders().get(symbol) ?? 0;
  return targetPrice === null ? null : { ids: ids.list, stopPriceMin: null, targetPrice, restingExits, feeFraction: fraction(0) };
}

/** Climbs the ladder: what protects a position that the exchange refused to protect, as long as anything can. */
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
  const { result, reason, mark, trade } = sent;
  if (reason !== 'protection') return afterRefusedSale(services, symbol, result);
  const why = `the exchange refused the stop: ${result.code} ${result.message}`;
  switch (nextRung({ rejectClass: classifyReject(result), exposedMs: exposedMs(services, symbol) })) {
    case 'exit-at-market':
      return exitAtMarket(services, symbol, { quantity: trade.quantity, mark });
    case 'read-instrument':
      await services.refreshInstruments();
      return 'changed';
    case 'plan-again':
      return 'changed';
    case 'read-balances':
      await raiseUnprotected(services.state, symbol, why);
      await auditBalances(services);
      return 'settled';
    case 'wait':
      await raiseUnprotected(services.state, symbol, why);
      return 'settled';
  }
}

/** Neither a stop nor a sale was taken: a person must look, and until then nothing is bought. */
async function afterRefusedSale(
  services: SessionServices,
  symbol: MarketSymbol,
  { code, message }: { readonly code: number; readonly message: string },
): Promise<ProtectionStepResult> {
  const { state } = services;
  await raiseUnprotected(state, symbol, `the exchange refused the sale: ${code} ${message}`);
  const quantity = state.portfolio.position(symbol)?.quantity.toFixed() ?? '0';
  if (isLadderExhausted(classifyReject({ code, message }))) {
    await reduce(state, { key: exitRefusedAlertKey(symbol), facts: { symbol, quantity, code: String(code), message } });
  }
  return 'settled';
}

function exposedMs({ state, clock }: SessionServices, symbol: MarketSymbol): DurationMs {
  const position = state.portfolio.position(symbol);
  const since = position === null ? null : state.protection.exposedSince(position);
  return since === null ? 0 : clock.now() - since;
}

/** The market as protection may use it: without the types of stops that it refused lately. */
export function protectableInstrument(
  { instruments, state, clock }: SessionServices,
  symbol: MarketSymbol,
): Instrument | undefined {
  const instrument = instruments.get(symbol);
  const refused = state.refusedProtection.refusedStopTypes(symbol, clock.now());
  if (instrument === undefined || refused.size === 0) return instrument;
  return { ...instrument, orderTypes: instrument.orderTypes.filter((type) => !refused.has(type)) };
}

function protectionSituation(services: SessionServices, mark: Mark): RiskSituation {
  return buildRiskSituation(services, {
    marks: new Map([[mark.symbol, mark]]),
    snapshot: { id: 'protection', asOf: mark.at, problems: new Map() },
  });
}
