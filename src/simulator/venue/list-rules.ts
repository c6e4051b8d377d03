import type { Refusal } from '../filters.ts';
import type { VenueOrderRequest, VenueOrderType } from './venue-order.ts';
import { REFUSALS } from './venue-refusal.ts';

const STOPS: readonly VenueOrderType[] = ['STOP_LOSS', 'STOP_LOSS_LIMIT'];
const TAKE_PROFITS: readonly VenueOrderType[] = ['TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];

/**
 * What is wrong with two legs that cancel each other: one must limit (LIMIT_MAKER, TAKE_PROFIT, TAKE_PROFIT_LIMIT), the other stop.
 * A SELL limits above and stops below, a BUY the other way round.
 */
export function refusalByPair([above, below]: readonly [above: VenueOrderRequest, below: VenueOrderRequest]): Refusal | null {
  const isBuy = above.side === 'BUY';
  const stops = [above, below].filter((leg) => STOPS.includes(leg.type));
  const limits = [above, below].filter((leg) => leg.type === 'LIMIT_MAKER' || TAKE_PROFITS.includes(leg.type));
  if (stops.length + limits.length < 2) return REFUSALS.ocoTypes;
  if (limits.length === 2) return REFUSALS.ocoBothLimits;
  if (stops.length === 2) return REFUSALS.ocoTypes;
  const legThatStops = isBuy ? above : below;
  if (STOPS.includes(legThatStops.type)) return null;
  if (legThatStops.type === 'LIMIT_MAKER') return isBuy ? REFUSALS.buyOcoLimitBelow : REFUSALS.sellOcoLimitAbove;
  return isBuy ? REFUSALS.buyOcoTakeProfitBelow : REFUSALS.sellOcoTakeProfitAbove;
}
