import type { Fraction, Price, Quantity, QuoteAmount } from './decimal.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { EpochMs } from './time.ts';

/** One position, valued. `pnl` is unrealised and net of the commission paid on entry. */
export interface PortfolioRow {
  readonly symbol: MarketSymbol;
  readonly quantity: Quantity;
  readonly averageCost: Price;
  readonly costBasis: QuoteAmount;
  readonly stopPrice: Price | null;
  readonly targetPrice: Price | null;
  readonly mark: Price;
  readonly value: QuoteAmount;
  readonly pnl: QuoteAmount;
  readonly pnlFraction: Fraction;
  /** Share of equity. */
  readonly weightFraction: Fraction;
  readonly openedAt: EpochMs;
}

/** The portfolio as one table: `get_portfolio`, `/portfolio` and the CSV all render this value. Cash and equity stand in the total alone. */
export interface PortfolioTable {
  readonly bookId: string;
  readonly asOf: EpochMs;
  readonly rows: readonly PortfolioRow[];
  readonly total: {
    readonly value: QuoteAmount;
    readonly costBasis: QuoteAmount;
    readonly pnl: QuoteAmount;
    readonly cash: QuoteAmount;
    readonly equity: QuoteAmount;
    readonly exposureFraction: Fraction;
    readonly realisedPnl: QuoteAmount;
    readonly feesPaid: QuoteAmount;
    /** Equity now against equity at the start of the UTC day. */
    readonly dayPnl: QuoteAmount;
    /** Distance below the highest equity so far, as a positive share of it. */
    readonly drawdownFraction: Fraction;
  };
}
