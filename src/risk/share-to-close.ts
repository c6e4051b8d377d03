import { floorToStep, notional, type Quantity, scale, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { exitPrice, positionOf } from './exposure.ts';
import type { RiskSituation } from './risk-situation.ts';

/**
 * How much of a position a close of `share` (0 to 1) means: the whole of it where the rest would be too small to be sold ever again.
 */
export function shareToClose(
  { symbol, share }: { readonly symbol: MarketSymbol; readonly share: number },
  instrument: Instrument,
  situation: RiskSituation,
): Quantity {
  const held = positionOf(symbol, situation)?.quantity ?? ZERO_QUANTITY;
  const wanted = scale(held, share);
  const rest = floorToStep(subtract(held, floorToStep(wanted, instrument.stepSize)), instrument.stepSize);
  const unsellable = rest.lt(instrument.quantityMin) || notional(exitPrice(symbol, situation), rest).lt(instrument.notionalMin);
  return unsellable ? held : wanted;
}
