import {
  add,
  fraction,
  notional,
  type Price,
  price,
  type QuoteAmount,
  quoteAmount,
  scale,
  subtract,
  ZERO_QUOTE,
} from '../../domain/decimal.ts';
import type { EntryCandidate } from '../candidate.ts';
import { remaining, worstEntryPrice } from '../exposure.ts';
import type { RiskRule } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/**
 * What is lost when the stop is hit: bought at the worst price, sold below the stop by the slippage allowance, commissions on both.
 * An entry that adds to a position moves the stop of all of it, so the older part's loss against its cost counts as well.
 */
export const riskPerTrade: RiskRule = {
  name: 'risk-per-trade',
  limits: ['riskPerTradeFractionMax', 'slippageAllowanceFraction'],
  judgeEntry(candidate, situation) {
    const lossMax = scale(situation.equity, situation.limits.riskPerTradeFractionMax);
    const lossPerUnit = subtract(unitCost(candidate.mark.price, situation), unitProceeds(candidate.stopPrice, situation));
    const heldLoss = lossOfHeld(candidate, situation);
    const loss = add(heldLoss, notional(lossPerUnit, candidate.quantity));
    if (!loss.gt(lossMax)) return null;
    const quoteMax = quoteAmount(remaining(lossMax, heldLoss).div(lossPerUnit).times(candidate.mark.price));
    return { reason: { code: 'risk-per-trade', loss, lossMax }, quoteMax };
  },
};

function unitCost(mark: Price, situation: RiskSituation): Price {
  return scale(worstEntryPrice(mark, situation), situation.fees.takerFraction.plus(1));
}

function unitProceeds(stopPrice: Price, { limits, fees }: RiskSituation): Price {
  const sold = price(fraction(1).minus(limits.slippageAllowanceFraction).times(stopPrice));
  return scale(sold, fraction(1).minus(fees.takerFraction));
}

function lossOfHeld({ position, stopPrice }: EntryCandidate, situation: RiskSituation): QuoteAmount {
  return position === null
    ? ZERO_QUOTE
    : remaining(position.costBasis, notional(unitProceeds(stopPrice, situation), position.quantity));
}
