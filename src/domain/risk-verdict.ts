import type { ApprovedTrade, TradeTerms } from './approved-trade.ts';
import type { ControlState } from './control-state.ts';
import type { Fraction, Price, Quantity, QuoteAmount } from './decimal.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { DurationMs, EpochMs } from './time.ts';
import type { SizeStep } from './trade-signal.ts';

/** The filter of the exchange that an order would break, by which of the bracket's two orders. */
export type BracketFilter = 'quantity-min' | 'quantity-max' | 'notional-min' | 'notional-max' | 'price-range' | 'stop-orders-max';

/** What keeps entries from being sent although the guard's limits would let them pass. */
export type EntryBlockCause =
  /** The exchange refused orders in the symbol for a reason that repeating does not mend. */
  | 'orders-refused'
  | 'market-closed'
  /** The exchange wants no requests for a while. */
  | 'exchange-pause'
  | 'clock-skew'
  /** Nothing can be written down. */
  | 'journal-failed';

/** Why the guard refuses, with the numbers that caused it. The text is derived in `report/`. */
export type RiskReason =
  | { readonly code: 'control-state'; readonly state: ControlState }
  | { readonly code: 'advisor-only' }
  | { readonly code: 'symbol-not-allowed'; readonly symbol: MarketSymbol; readonly allowed: readonly MarketSymbol[] }
  | { readonly code: 'symbol-untradable'; readonly symbol: MarketSymbol; readonly problem: string }
  | { readonly code: 'snapshot-mismatch'; readonly given: string; readonly current: string }
  | { readonly code: 'stop-missing' }
  | { readonly code: 'stop-wrong-side'; readonly stopPrice: Price; readonly mark: Price }
  | { readonly code: 'stop-too-near'; readonly distanceFraction: Fraction; readonly distanceFractionMin: Fraction }
  | { readonly code: 'stop-too-far'; readonly distanceFraction: Fraction; readonly distanceFractionMax: Fraction }
  | { readonly code: 'target-wrong-side'; readonly targetPrice: Price; readonly mark: Price }
  | { readonly code: 'risk-per-trade'; readonly loss: QuoteAmount; readonly lossMax: QuoteAmount }
  /** `equity` is that of the book; absent in journals of before it was noted. */
  | { readonly code: 'position-size'; readonly value: QuoteAmount; readonly valueMax: QuoteAmount; readonly equity?: QuoteAmount }
  | { readonly code: 'gross-exposure'; readonly exposure: QuoteAmount; readonly exposureMax: QuoteAmount }
  | { readonly code: 'cash-reserve'; readonly cashAfter: QuoteAmount; readonly cashMin: QuoteAmount }
  | { readonly code: 'open-positions'; readonly count: number; readonly countMax: number }
  | { readonly code: 'daily-loss'; readonly loss: QuoteAmount; readonly lossMax: QuoteAmount }
  | { readonly code: 'drawdown'; readonly drawdownFraction: Fraction; readonly drawdownFractionMax: Fraction }
  | { readonly code: 'cooldown'; readonly until: EpochMs }
  | { readonly code: 'entries-per-day'; readonly count: number; readonly countMax: number }
  | {
      readonly code: 'bracket-filter';
      readonly filter: BracketFilter;
      readonly leg: 'entry' | 'exit' | 'stop';
      readonly value: string;
      readonly bound: string;
    }
  | { readonly code: 'stale-data'; readonly ageMs: DurationMs; readonly ageMaxMs: DurationMs }
  | { readonly code: 'price-drift'; readonly driftFraction: Fraction; readonly driftFractionMax: Fraction }
  | { readonly code: 'no-position'; readonly symbol: MarketSymbol }
  | { readonly code: 'symbol-busy'; readonly symbol: MarketSymbol; readonly what: 'order-in-flight' | 'closing' }
  | { readonly code: 'books-unsettled'; readonly symbol: MarketSymbol }
  /** `until`: null where nobody knows. `said`: the exchange's own words; null where it did not speak. */
  | {
      readonly code: 'entries-blocked';
      readonly symbol: MarketSymbol;
      readonly cause: EntryBlockCause;
      readonly until: EpochMs | null;
      readonly said: string | null;
    }
  | { readonly code: 'conflicting-signals'; readonly symbol: MarketSymbol };

export type RiskReasonCode = RiskReason['code'];

/** Why a person is asked although the guard approves. */
export type ConfirmationReason =
  | { readonly code: 'every-entry' }
  | { readonly code: 'notional-above'; readonly notional: QuoteAmount; readonly threshold: QuoteAmount }
  | { readonly code: 'share-above'; readonly shareFraction: Fraction; readonly thresholdFraction: Fraction }
  | { readonly code: 'low-confidence'; readonly confidenceFraction: number; readonly thresholdFraction: Fraction }
  | { readonly code: 'new-symbol'; readonly symbol: MarketSymbol }
  | { readonly code: 'first-trade' }
  | { readonly code: 'stop-loosened'; readonly from: Price; readonly to: Price };

/** What the guard made smaller without being asked: only rounding to what the market accepts, and sizes aggregated from votes. */
export type Reduction =
  | { readonly code: 'rounded-to-step'; readonly from: Quantity; readonly to: Quantity }
  | { readonly code: 'aggregated-size'; readonly from: SizeStep; readonly to: number };

/** The largest trade in the symbol that would pass now. */
export interface PassingMaximum {
  readonly quoteAmount: QuoteAmount;
  /** The largest size step that fits, null when none does. */
  readonly sizeStep: SizeStep | null;
}

/** What the guard says of a trade. A wish above a limit is refused with what would pass, never silently clipped. */
export type RiskVerdict<Terms extends TradeTerms = TradeTerms> =
  | { readonly tag: 'approved'; readonly trade: ApprovedTrade<Terms>; readonly reductions: readonly Reduction[] }
  | {
      readonly tag: 'needs-confirmation';
      readonly trade: ApprovedTrade<Terms>;
      readonly reductions: readonly Reduction[];
      readonly why: readonly ConfirmationReason[];
    }
  | {
      readonly tag: 'refused';
      readonly reasons: readonly RiskReason[];
      /** Null where no size would pass or size is not the matter. */
      readonly maximum: PassingMaximum | null;
    };
