import { decimalText, notional, price } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { feeValueFromFill, type ValueFee } from '../execution/order-facts.ts';
import type { JournaledState } from './journaled-state.ts';

/** Values commissions: by the fill itself where it can, else by the newest price that the journal has of the coin. Null where there is none. */
export function feeValuer(state: Pick<JournaledState, 'lastMarks'>): ValueFee {
  return (fill) => {
    const byFill = feeValueFromFill(fill);
    if (byFill !== null) return byFill;
    const symbol: MarketSymbol = `${fill.fee.asset}USDT`;
    const mark = state.lastMarks[symbol];
    return mark === undefined ? null : decimalText(notional(price(mark), fill.fee.quantity));
  };
}
