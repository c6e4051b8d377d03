import { type RiskRule, refusal } from '../risk-rule.ts';

/** Attention is limited: symbols held or about to be held are counted; adding to one of them is not one more. */
export const openPositions: RiskRule = {
  name: 'open-positions',
  limits: ['openPositionsMax'],
  judgeEntry({ symbol }, { book, limits, reservedEntries }) {
    const held = book.positions.filter((position) => position.quantity.gt(0));
    const count = new Set([...held, ...reservedEntries].map((item) => item.symbol).concat(symbol)).size;
    return count > limits.openPositionsMax && !held.some((position) => position.symbol === symbol)
      ? refusal({ code: 'open-positions', count, countMax: limits.openPositionsMax })
      : null;
  },
};
