import { SECOND_MS } from '../../domain/time.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';

/** Old news is no reason to buy: the snapshot and the mark both have an age limit. */
export const staleData: RiskRule = {
  name: 'stale-data',
  limits: ['dataAgeSecondsMax'],
  judgeEntry({ mark }, { limits, now, snapshot }) {
    const ageMs = now - Math.min(mark.at, snapshot.asOf);
    const ageMaxMs = limits.dataAgeSecondsMax * SECOND_MS;
    return ageMs > ageMaxMs ? refusal({ code: 'stale-data', ageMs, ageMaxMs }) : null;
  },
};
