import { type RiskRule, refusal } from '../risk-rule.ts';

/** Fees eat what is traded too often. */
export const entriesPerDay: RiskRule = {
  name: 'entries-per-day',
  limits: ['entriesPerDayMax'],
  judgeEntry(_candidate, { entriesToday, limits, reservedEntries }) {
    const count = entriesToday + reservedEntries.length + 1;
    return count > limits.entriesPerDayMax
      ? refusal({ code: 'entries-per-day', count, countMax: limits.entriesPerDayMax })
      : null;
  },
};
