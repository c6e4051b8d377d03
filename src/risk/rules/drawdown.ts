import { fraction, ratio, subtract } from '../../domain/decimal.ts';
import type { RiskReason } from '../../domain/risk-verdict.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/** Too far below the best day: no entries. The session halts trading for the same reason, until a person resumes it. */
export const drawdown: RiskRule = {
  name: 'drawdown',
  limits: ['drawdownFractionMax'],
  judgeEntry(_candidate, situation) {
    const reason = drawdownBreach(situation);
    return reason === null ? null : refusal(reason);
  },
};

/** The reason to halt when equity is as far below its peak as the limit says; null otherwise. */
export function drawdownBreach({ equity, limits, peakEquity }: RiskSituation): RiskReason | null {
  const drawdownFraction = ratio(subtract(peakEquity, equity), peakEquity);
  const drawdownFractionMax = fraction(limits.drawdownFractionMax);
  return drawdownFraction.gte(drawdownFractionMax) ? { code: 'drawdown', drawdownFraction, drawdownFractionMax } : null;
}
