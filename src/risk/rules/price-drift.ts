import { change, type Fraction, fraction, smallest } from '../../domain/decimal.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';

/** Between judgement and execution the price may move a little; what has run away, up or down, is another trade. */
export const priceDrift: RiskRule = {
  name: 'price-drift',
  limits: ['priceDriftFractionMax', 'entryCollarFractionMax'],
  judgeEntry({ judgedBefore, mark }, { limits }) {
    if (judgedBefore === null) return null;
    const driftFraction = change(judgedBefore.referencePrice, mark.price);
    const allowed = fraction(limits.priceDriftFractionMax);
    const collar = smallest(fraction(limits.entryCollarFractionMax), change(judgedBefore.referencePrice, judgedBefore.priceMax));
    // Upwards the collar binds too: above it the entry could not be filled at the price that was approved.
    const driftFractionMax: Fraction = driftFraction.gt(0) ? smallest(allowed, collar) : allowed;
    return driftFraction.abs().gt(driftFractionMax) ? refusal({ code: 'price-drift', driftFraction, driftFractionMax }) : null;
  },
};
