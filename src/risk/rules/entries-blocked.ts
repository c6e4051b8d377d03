import { type RiskRule, refusal } from '../risk-rule.ts';

/** What the exchange is known to refuse, or must not be asked for now, is not asked for. */
export const entriesBlocked: RiskRule = {
  name: 'entries-blocked',
  limits: [],
  judgeEntry({ symbol }, { entryBlocks }) {
    const block = entryBlocks.get(symbol);
    return block === undefined ? null : refusal({ code: 'entries-blocked', symbol, ...block });
  },
};
