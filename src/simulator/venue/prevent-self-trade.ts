import { type Price, type Quantity, smallest } from '../../domain/decimal.ts';
import type { VenueDraft } from './venue-draft.ts';
import { availableOf } from './venue-order.ts';

interface Meeting {
  readonly takerId: number;
  readonly makerId: number;
  readonly price: Price;
}

/**
 * Applies the taker's mode when its order meets a resting order of the same account. An order that expires has all that was left of it
 * prevented; DECREMENT takes the smaller rest from both, so that at least one expires. TRANSFER does the same within one account.
 *
 * @returns `allowed` for NONE: the two trade.
 * @see binance-spot-api-docs, faqs/stp_faq.md
 */
export function preventSelfTrade(draft: VenueDraft, meeting: Meeting): 'prevented' | 'allowed' {
  const { takerId, makerId } = meeting;
  const taker = draft.order(takerId);
  const preventedMatchId = draft.state.lastPreventedMatchId + 1;
  const takerLeft = availableOf(taker);
  const makerLeft = availableOf(draft.order(makerId));
  const prevent = (orderId: number, amount: Quantity): void => {
    const counterOrderId = orderId === takerId ? makerId : takerId;
    draft.push({
      kind: 'prevented',
      ...draft.stamp(orderId),
      preventedMatchId,
      quantity: amount,
      price: meeting.price,
      counterOrderId,
    });
    if (availableOf(draft.order(orderId)).isZero()) {
      draft.push({ kind: 'closed', ...draft.stamp(orderId), closing: { status: 'EXPIRED_IN_MATCH' } });
    }
  };
  switch (taker.selfTradePreventionMode) {
    case 'NONE':
      return 'allowed';
    case 'EXPIRE_TAKER':
      prevent(takerId, takerLeft);
      break;
    case 'EXPIRE_MAKER':
      prevent(makerId, makerLeft);
      break;
    case 'EXPIRE_BOTH':
      prevent(makerId, makerLeft);
      prevent(takerId, takerLeft);
      break;
    case 'DECREMENT':
    case 'TRANSFER':
      prevent(makerId, smallest(makerLeft, takerLeft));
      prevent(takerId, smallest(makerLeft, takerLeft));
  }
  return 'prevented';
}
