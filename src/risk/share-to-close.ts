import { floorToStep, type Quantity, scale, smallest, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { exitPrice, positionOf } from './exposure.ts';
import { STOP_NOTIONAL_MARGIN, sizeFilterBroken } from './order-filters.ts';
import type { RiskSituation } from './risk-situation.ts';

/**
 * How much of a position a close of `share` (0 to 1) means: the whole of it where the exchange would take no stop of the rest, which
 * then would stand unprotected, and perhaps never be sold again.
 */
export function shareToClose(
  { symbol, share }: { readonly symbol: MarketSymbol; readonly share: number },
  instrument: Instrument,
  situation: RiskSituation,
): Quantity {
  const position = positionOf(symbol, situation);
  const held = position?.quantity ?? ZERO_QUANTITY;
  const wanted = scale(held, share);
  const rest = floorToStep(subtract(held, floorToStep(wanted, instrument.stepSize)), instrument.stepSize);
  const sold = exitPrice(symbol, situation);
  const valuedAt = smallest(sold, position?.stopPrice ?? sold);
  const broken = sizeFilterBroken({ instrument, leg: 'stop', quantity: rest, valuedAt, notionalMargin: STOP_NOTIONAL_MARGIN });
  const isTooSmall = broken?.code === 'bracket-filter' && (broken.filter === 'quantity-min' || broken.filter === 'notional-min');
  return isTooSmall ? held : wanted;
}
