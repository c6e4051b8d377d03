import { HOUR_MS } from '../../domain/time.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';

/** After a stop was hit the symbol rests, so that a falling market is not bought again and again. */
export const cooldown: RiskRule = {
  name: 'cooldown',
  limits: ['cooldownHours'],
  judgeEntry({ symbol }, { lastStopHitAt, limits, now }) {
    const hitAt = lastStopHitAt.get(symbol);
    if (hitAt === undefined) return null;
    const until = hitAt + limits.cooldownHours * HOUR_MS;
    return now < until ? refusal({ code: 'cooldown', until }) : null;
  },
};
