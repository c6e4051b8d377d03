import type { Price } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { VenueCallFault, VenueFaultName, VenueHappening } from '../venue/venue-faults.ts';
import type { PriceRangeRule } from '../venue/venue-symbol.ts';

/**
 * How an answer fails to arrive: no answer ever, the connection cut, −1007 after a delay, 503 with −1008, 500 with −1000, a page of 502.
 */
export type LossStyle = 'hang' | 'reset' | 'timeout' | 'busy' | 'error' | 'html';
export const LOSS_STYLES: readonly LossStyle[] = ['hang', 'reset', 'timeout', 'busy', 'error', 'html'];

/** What happens to one request on its way, or to the next few of them. */
export interface RequestFault {
  readonly fault: 'reset' | 'hang' | 'server-error' | 'html-body' | 'lose-request' | 'lose-reply';
  readonly from: EpochMs;
  /** Before the request was carried out, or after. `lose-request` is before, `lose-reply` is after. */
  readonly phase: 'before' | 'after';
  readonly as: LossStyle;
  /** Only requests whose path begins so: `/api/v3/order`. */
  readonly path: string | undefined;
  /** `lose-…` are about orders and cancels alone. */
  readonly isTradeOnly: boolean;
  readonly times: number;
  readonly delayMs: DurationMs;
}

export type StreamTarget = 'market' | 'user' | 'all';

/** What becomes of messages of streams for a while. */
export interface StreamFault {
  readonly fault: 'stream-mute' | 'stream-drop' | 'stream-repeat' | 'stream-replay' | 'stream-reorder';
  readonly at: EpochMs;
  readonly forMs: DurationMs;
  readonly target: StreamTarget;
  /** The share of messages that it meets. */
  readonly share: number;
}

/** What the server itself does at a time. */
export type ServerHappening = { readonly at: EpochMs } & (
  | { readonly fault: 'ban'; readonly forMs: DurationMs }
  | { readonly fault: 'clock-skew'; readonly skewMs: DurationMs; readonly forMs: DurationMs }
  /** A closed candle is told so much later. */
  | { readonly fault: 'candle-delay'; readonly delayMs: DurationMs; readonly forMs: DurationMs }
  /** Connections are cut. */
  | { readonly fault: 'disconnect'; readonly target: StreamTarget }
  /** Every connection is told `serverShutdown`, and cut after a while. */
  | { readonly fault: 'shutdown'; readonly leadMs: DurationMs }
  | {
      readonly fault: 'reference-price';
      readonly symbol: MarketSymbol;
      readonly price: Price | null;
      readonly priceRange: PriceRangeRule | null | undefined;
    }
);

/** One entry of a script, by who carries it out. */
export type ScriptedFault =
  | { readonly by: 'engine'; readonly happening: VenueHappening }
  | { readonly by: 'call'; readonly call: VenueCallFault }
  | { readonly by: 'request'; readonly request: RequestFault }
  | { readonly by: 'stream'; readonly stream: StreamFault }
  | { readonly by: 'server'; readonly happening: ServerHappening };

export type ServerFaultName = RequestFault['fault'] | StreamFault['fault'] | ServerHappening['fault'];
export type FaultName = VenueFaultName | ServerFaultName;

/** Every fault there is, each with a counter. */
export const FAULT_NAMES: readonly FaultName[] = [
  'lose-request',
  'lose-reply',
  'late-admission',
  'read-lag',
  'partial-fill',
  'expire',
  'reset',
  'hang',
  'server-error',
  'html-body',
  'price-jump',
  'gap-through-stop',
  'thin-book',
  'filter-change',
  'reference-price',
  'halt',
  'resume',
  'maintenance',
  'ban',
  'clock-skew',
  'candle-delay',
  'stream-mute',
  'stream-drop',
  'stream-repeat',
  'stream-replay',
  'stream-reorder',
  'disconnect',
  'shutdown',
  'manual-order',
  'manual-cancel',
  'deposit',
  'withdrawal',
  'external-lock',
];
