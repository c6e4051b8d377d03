import { type Price, price } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import type { MarketSymbol } from './market-symbol.ts';

/** How much of what the guard allows for the symbol: a quarter, half, or all of it. For a close: of the position. */
export type SizeStep = 0.25 | 0.5 | 1;
export const SIZE_STEPS: readonly SizeStep[] = [0.25, 0.5, 1];

export const REASONING_LENGTH_MAX = 400;
export const EVIDENCE_COUNT_MAX = 8;

interface SignalCommon {
  readonly symbol: MarketSymbol;
  /** The agent's own estimate, 0 to 1. Kept for calibration; never used to weigh votes. */
  readonly confidenceFraction: number;
  readonly reasoning: string;
  /** Ids of numbers in the snapshot (`BTC.1d.rsi14`) on which the reasoning stands. */
  readonly evidence: readonly string[];
  /** The snapshot that the agent saw; a signal on another snapshot is refused. */
  readonly snapshotId: string;
}

/** What the votes of several agents left of a size. Code alone sets it: no tool takes it. */
interface AggregatedSize {
  /** The share of `sizeStep` that remains, above 0 and at most 1; absent means all of it. */
  readonly sizeFactor?: number;
}

/**
 * What an agent wants done with one symbol: the input of `propose_trade`, what votes are made of, what the journal keeps.
 * A wrong combination cannot be written; in particular there is no `open` without a stop.
 */
export type TradeSignal = SignalCommon &
  (
    | ({
        readonly action: 'open';
        readonly sizeStep: SizeStep;
        readonly stopPrice: Price;
        readonly targetPrice: Price | null;
      } & AggregatedSize)
    | ({ readonly action: 'close'; readonly sizeStep: SizeStep } & AggregatedSize)
    | { readonly action: 'hold' }
    | { readonly action: 'move-stop'; readonly stopPrice: Price }
  );

export type SignalAction = TradeSignal['action'];

export function decodeTradeSignal(encoded: Encoded<TradeSignal>): TradeSignal {
  const { symbol, confidenceFraction, reasoning, evidence, snapshotId } = encoded;
  const common = { symbol, confidenceFraction, reasoning, evidence, snapshotId };
  switch (encoded.action) {
    case 'open':
      return {
        ...common,
        action: 'open',
        sizeStep: encoded.sizeStep,
        stopPrice: price(encoded.stopPrice),
        targetPrice: encoded.targetPrice === null ? null : price(encoded.targetPrice),
        ...aggregatedSize(encoded),
      };
    case 'close':
      return { ...common, action: 'close', sizeStep: encoded.sizeStep, ...aggregatedSize(encoded) };
    case 'hold':
      return { ...common, action: 'hold' };
    case 'move-stop':
      return { ...common, action: 'move-stop', stopPrice: price(encoded.stopPrice) };
  }
}

/** The share of the largest position (open) or of the position held (close) that a signal asks for. */
export function wantedShare({ sizeStep, sizeFactor = 1 }: { readonly sizeStep: SizeStep } & AggregatedSize): number {
  return sizeStep * sizeFactor;
}

function aggregatedSize({ sizeFactor }: AggregatedSize): AggregatedSize {
  return sizeFactor === undefined ? {} : { sizeFactor };
}
