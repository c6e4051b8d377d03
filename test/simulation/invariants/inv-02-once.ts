import { Decimal } from '../../../src/domain/decimal.ts';
import { isOwn } from '../own-books.ts';
import type { MakeInvariant } from '../watched.ts';

/** No order leaves twice, no intent is filled beyond what it asked for, no proposal is bought twice, and no coin is promised to two stops. */
export const sentOnce: MakeInvariant = ({ world, own, journal, broken }) => {
  const sent = new Set<string>();
  return {
    onSend(_request, legs) {
      for (const { clientOrderId } of legs) {
        if (sent.has(clientOrderId)) broken(`the order ${clientOrderId} left the process twice`);
        sent.add(clientOrderId);
      }
    },
    check(isNews) {
      if (!isNews) return;
      const boughtOf = new Map<string, Decimal>();
      for (const order of world.venue.account.orders) {
        if (!isOwn(order.clientOrderId)) continue;
        const intent = journal.intents.get(order.clientOrderId);
        if (intent === undefined) continue;
        const { quantity } = intent.request.order;
        const isSizedByExchange = intent.list !== undefined && intent.list.waitsFor !== null;
        if (!isSizedByExchange && order.executedQuantity.gt(quantity))
          broken(`${order.clientOrderId} filled ${order.executedQuantity}, and ${quantity} was intended`);
        if (intent.purpose !== 'entry' || intent.proposalId === null) continue;
        const bought = (boughtOf.get(intent.proposalId) ?? new Decimal(0)).plus(order.executedQuantity);
        boughtOf.set(intent.proposalId, bought);
        const terms = journal.proposals.get(intent.proposalId)?.terms;
        if (terms !== undefined && 'quantity' in terms && bought.gt(terms.quantity))
          broken(`${intent.proposalId} was allowed ${terms.quantity} and bought ${bought}`);
      }
      for (const symbol of own.symbols) {
        const promised = own
          .stopsOf(symbol)
          .filter(({ orderListId }) => orderListId === -1)
          .reduce((sum, { quantity, executedQuantity }) => sum.plus(quantity).minus(executedQuantity), new Decimal(0));
        if (promised.gt(own.owned(symbol)))
          broken(`stops of ${symbol} would sell ${promised}, and ${own.owned(symbol)} is owned`);
      }
    },
  };
};
