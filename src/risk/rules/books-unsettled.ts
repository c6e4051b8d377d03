import { type RiskRule, refusal } from '../risk-rule.ts';

/** While the books of a symbol are in doubt nobody knows how much of it is held: it is not added to. */
export const booksUnsettled: RiskRule = {
  name: 'books-unsettled',
  limits: [],
  judgeEntry: ({ symbol }, { unsettledSymbols }) =>
    unsettledSymbols.has(symbol) ? refusal({ code: 'books-unsettled', symbol }) : null,
};
