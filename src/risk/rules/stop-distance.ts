import { type Fraction, fraction, type Price, ratio, subtract } from '../../domain/decimal.ts';
import type { Mark } from '../../domain/position.ts';
import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/** A stop is neither within the noise nor so far away that it protects nothing. */
export const stopDistance: RiskRule = {
  name: 'stop-distance',
  limits: ['stopDistanceFractionMin', 'stopDistanceFractionMax'],
  judgeEntry: (candidate, situation) => judgeNear(candidate, situation) ?? judgeFar(candidate, situation),
  judgeStopMove(candidate, situation) {
    const current = candidate.position?.stopPrice ?? null;
    const tightens = current !== null && candidate.stopPrice.gte(current);
    // A tighter stop that is still far away is better than the one that stands.
    return judgeNear(candidate, situation) ?? (tightens ? null : judgeFar(candidate, situation));
  },
};

interface PlacedStop {
  readonly stopPrice: Price;
  readonly mark: Mark;
}

function judgeNear(stop: PlacedStop, { limits }: RiskSituation): RuleRefusal | null {
  const distanceFraction = distanceOf(stop);
  const distanceFractionMin = fraction(limits.stopDistanceFractionMin);
  return distanceFraction.lt(distanceFractionMin)
    ? refusal({ code: 'stop-too-near', distanceFraction, distanceFractionMin })
    : null;
}

function judgeFar(stop: PlacedStop, { limits }: RiskSituation): RuleRefusal | null {
  const distanceFraction = distanceOf(stop);
  const distanceFractionMax = fraction(limits.stopDistanceFractionMax);
  return distanceFraction.gt(distanceFractionMax)
    ? refusal({ code: 'stop-too-far', distanceFraction, distanceFractionMax })
    : null;
}

function distanceOf({ stopPrice, mark }: PlacedStop): Fraction {
  return ratio(subtract(mark.price, stopPrice), mark.price);
}
