import type { Fill } from '../domain/fill.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type AccountReading, type OrderDifference, reconcileOrders } from '../execution/reconcile.ts';
import type { OrderReport } from '../ports/exchange.ts';
import type { RecordContext } from './journaled-state.ts';
import type { SessionServices } from './session-services.ts';
import { tellUnknownOrders } from './tell-unknown-orders.ts';
import { concludeVanished } from './vanished-order.ts';

/**
 * Makes what we know of our orders equal to what the exchange says of them: books fills that nobody told us of and learns how orders ended.
 * Orders that are not ours are left alone; one that bears our mark is told.
 */
export async function settleOrders(services: SessionServices, context: RecordContext): Promise<void> {
  const openOrders = await services.exchange.fetchOpenOrders();
  const differences = await compareOrders(services, openOrders);
  for (const difference of differences) await mendOrder(services, difference, context);
  await tellUnknownOrders(services, differences, context);
}

async function compareOrders(services: SessionServices, openOrders: readonly OrderReport[]): Promise<readonly OrderDifference[]> {
  const seen = compare(services, { openOrders, fills: [] });
  const fills: Fill[] = [];
  for (const symbol of symbolsThatMoved(seen)) {
    const afterFillId = services.state.orders.newestFillId(symbol);
    fills.push(...(await services.exchange.fetchFills({ symbol, afterFillId })));
  }
  return fills.length === 0 ? seen : compare(services, { openOrders, fills });
}

function compare(
  { state, settings }: SessionServices,
  account: Pick<AccountReading, 'openOrders' | 'fills'>,
): readonly OrderDifference[] {
  return reconcileOrders({ orders: state.orders, orderPrefix: settings.orderPrefix, account });
}

/** Markets in which an order of ours has filled, or may have, since we last looked. */
function symbolsThatMoved(differences: readonly OrderDifference[]): ReadonlySet<MarketSymbol> {
  return new Set(
    differences.flatMap((difference) => {
      if (difference.kind === 'order-missing') return [difference.symbol];
      return difference.kind === 'order-progressed' ? [difference.report.symbol] : [];
    }),
  );
}

async function mendOrder(services: SessionServices, difference: OrderDifference, context: RecordContext): Promise<void> {
  const { executor, log } = services;
  switch (difference.kind) {
    case 'order-progressed':
      await executor.absorb({ kind: 'order', report: difference.report }, context);
      return;
    case 'fill-unbooked':
      await executor.absorb({ kind: 'fill', fill: difference.fill }, context);
      return;
    case 'order-missing':
      await executor.resolve(difference.clientOrderId, context);
      await concludeVanished(services, difference, context);
      return;
    case 'order-revived':
      await executor.cancel(difference.report, context);
      return;
    case 'order-foreign':
      log.info('an order on the account is not ours and is left alone', {
        clientOrderId: difference.report.clientOrderId,
        why: difference.why,
      });
  }
}
