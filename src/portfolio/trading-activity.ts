import { add, type QuoteAmount, ZERO_QUOTE } from '../domain/decimal.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ClientOrderId } from '../domain/order.ts';
import { dayStart, type EpochMs } from '../domain/time.ts';
import type { BookedFill } from './apply-fill.ts';
import { commissionOf } from './commission.ts';

/** Commissions of a day. */
export interface DayFees {
  readonly paid: QuoteAmount;
  /** Fills whose commission is not in `paid`, since nobody knew its value. */
  readonly unknownCount: number;
}

const NO_FEES: DayFees = { paid: ZERO_QUOTE, unknownCount: 0 };

/** What was traded when, as the guard asks for it. The order in which fills arrive does not matter. */
export class TradingActivity {
  readonly #entryOrdersByDay = new Map<EpochMs, Set<ClientOrderId>>();
  readonly #feesByDay = new Map<EpochMs, DayFees>();
  readonly #tradedSymbols = new Set<MarketSymbol>();
  readonly #lastStopHitAt = new Map<MarketSymbol, EpochMs>();

  note({ fill, reason }: BookedFill): void {
    this.#tradedSymbols.add(fill.symbol);
    if (fill.side === 'buy') {
      const day = dayStart(fill.at);
      this.#entryOrdersByDay.set(day, (this.#entryOrdersByDay.get(day) ?? new Set()).add(fill.clientOrderId));
    } else if (reason === 'protection') {
      this.#lastStopHitAt.set(fill.symbol, Math.max(fill.at, this.#lastStopHitAt.get(fill.symbol) ?? fill.at));
    }
  }

  /** Counts the commission of a fill that was not counted before. */
  noteFee({ fill, feeValue }: BookedFill): void {
    const { value } = commissionOf(fill, feeValue);
    const { paid, unknownCount } = this.feesOn(dayStart(fill.at));
    this.#feesByDay.set(dayStart(fill.at), {
      paid: add(paid, value ?? ZERO_QUOTE),
      unknownCount: unknownCount + (value === null ? 1 : 0),
    });
  }

  /** Commissions of the UTC day that starts at `day`. */
  feesOn(day: EpochMs): DayFees {
    return this.#feesByDay.get(day) ?? NO_FEES;
  }

  /** Entry orders with a fill on the UTC day that starts at `day`. */
  entriesOn(day: EpochMs): number {
    return this.#entryOrdersByDay.get(day)?.size ?? 0;
  }

  get tradedSymbols(): ReadonlySet<MarketSymbol> {
    return this.#tradedSymbols;
  }

  get lastStopHitAt(): ReadonlyMap<MarketSymbol, EpochMs> {
    return this.#lastStopHitAt;
  }
}
