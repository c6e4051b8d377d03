import type { Autonomy, ControlState } from '../domain/control-state.ts';
import type { QuoteAmount } from '../domain/decimal.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Book, Marks } from '../domain/position.ts';
import type { EntryBlockCause } from '../domain/risk-verdict.ts';
import type { EpochMs } from '../domain/time.ts';
import type { RiskLimits } from './limits.ts';

/** An entry that was approved and is not in the books yet: the cash and the share of the book that it may still take. */
export interface ReservedEntry {
  readonly symbol: MarketSymbol;
  readonly quoteAmount: QuoteAmount;
}

/** Why no entry in a symbol can be sent now, and until when; null where nobody knows. */
export interface EntryBlock {
  readonly cause: EntryBlockCause;
  readonly until: EpochMs | null;
  readonly said: string | null;
}

/** All that the guard judges by, as one value. Two judgements of the same trade in equal situations are equal. */
export interface RiskSituation {
  readonly now: EpochMs;
  readonly control: ControlState;
  readonly autonomy: Autonomy;
  /** The symbols that may be entered. */
  readonly symbols: readonly MarketSymbol[];
  readonly limits: RiskLimits;
  readonly book: Book;
  /** Cash and positions at their marks. */
  readonly equity: QuoteAmount;
  /** Equity at the start of the UTC day that holds `now`. */
  readonly dayStartEquity: QuoteAmount;
  /** The highest equity so far. */
  readonly peakEquity: QuoteAmount;
  /** Entries of the UTC day that holds `now`, those of `reservedEntries` not counted. */
  readonly entriesToday: number;
  readonly hasTraded: boolean;
  readonly tradedSymbols: ReadonlySet<MarketSymbol>;
  readonly lastStopHitAt: ReadonlyMap<MarketSymbol, EpochMs>;
  readonly marks: Marks;
  readonly instruments: ReadonlyMap<MarketSymbol, Instrument>;
  readonly fees: FeeSchedule;
  readonly reservedEntries: readonly ReservedEntry[];
  /** Symbols with an entry or an exit on its way. A resting stop does not make a symbol busy. */
  readonly busySymbols: ReadonlySet<MarketSymbol>;
  /** Symbols whose books differ from the exchange, or whose orders are in doubt. */
  readonly unsettledSymbols: ReadonlySet<MarketSymbol>;
  readonly entryBlocks: ReadonlyMap<MarketSymbol, EntryBlock>;
  /** Open stop orders on the exchange, ours and others'. */
  readonly openStopOrders: ReadonlyMap<MarketSymbol, number>;
  readonly snapshot: {
    readonly id: string;
    readonly asOf: EpochMs;
    /** Why a symbol must not be traded on the snapshot. */
    readonly problems: ReadonlyMap<MarketSymbol, readonly string[]>;
  };
}
