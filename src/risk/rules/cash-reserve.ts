import { add, notional, quoteAmount, scale, subtract, ZERO_QUOTE } from '../../domain/decimal.ts';
import { remaining, worstEntryPrice } from '../exposure.ts';
import type { RiskRule } from '../risk-rule.ts';

/** Cash for the reserve stays, even when the entry is filled at the worst price and its commission is taken in quote. */
export const cashReserve: RiskRule = {
  name: 'cash-reserve',
  limits: ['cashReserveFractionMin'],
  judgeEntry({ quantity, mark }, situation) {
    const { book, equity, fees, limits, reservedEntries } = situation;
    const reserved = reservedEntries.map((entry) => entry.quoteAmount).reduce(add, ZERO_QUOTE);
    const free = subtract(book.cash, reserved);
    const unitCost = scale(worstEntryPrice(mark.price, situation), fees.paidIn === 'quote' ? fees.takerFraction.plus(1) : 1);
    const cashAfter = subtract(free, notional(unitCost, quantity));
    const cashMin = scale(equity, limits.cashReserveFractionMin);
    if (cashAfter.gte(cashMin)) return null;
    const quoteMax = quoteAmount(remaining(free, cashMin).div(unitCost).times(mark.price));
    return { reason: { code: 'cash-reserve', cashAfter, cashMin }, quoteMax };
  },
};
