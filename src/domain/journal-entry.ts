import type { AccountFact } from './account-fact.ts';
import type { AggregationRecord } from './aggregation-record.ts';
import type { TradeTerms } from './approved-trade.ts';
import type { ConfigurationFact } from './configuration-fact.ts';
import type { Autonomy, ControlState, Mode, Venue } from './control-state.ts';
import type { DecimalText } from './decimal.ts';
import type { Encoded } from './encoded.ts';
import type { FaultCode } from './fault.ts';
import type { Fill } from './fill.ts';
import type { Asset, MarketSymbol } from './market-symbol.ts';
import type { ModelCallEnding } from './model-call-ending.ts';
import type { ClientOrderId, OrderIntent, OrderState } from './order.ts';
import type { NoteFact } from './owner-note.ts';
import type { ProcessFact } from './process-fact.ts';
import type { Actor, ProposalState, StoredProposal } from './proposal.ts';
import type { ConfirmationReason, PassingMaximum, Reduction, RiskReason } from './risk-verdict.ts';
import type { SessionStartFact } from './session-start-fact.ts';
import type { EpochMs } from './time.ts';
import type { TradeSignal } from './trade-signal.ts';

/** The format of entries that this code writes. Older ones stay readable; a fixture of each is in the tests. */
export const JOURNAL_VERSION = 1;
export const MAIN_BOOK_ID = 'main';

/** Stages of a session, in their order; a failed session says in which it ended. */
export type SessionStage = 'settle' | 'gather' | 'deliberate' | 'assess' | 'propose' | 'execute' | 'protect' | 'report';

export type SessionOutcome =
  | { readonly tag: 'completed' }
  | { readonly tag: 'failed'; readonly stage: SessionStage; readonly code: FaultCode | 'internal'; readonly message: string }
  /** The process ended in the middle: it was told to, or it was killed and the next start found the session open. */
  | { readonly tag: 'interrupted' };

/** One line per market of what a snapshot held, for the story of a session; statistics at 10 significant digits. */
export interface SnapshotSummary {
  readonly symbol: MarketSymbol;
  readonly close: number;
  readonly rsi14: number | null;
  readonly macdHistogram: number | null;
  readonly ma20: number | null;
  readonly ma50: number | null;
  readonly atr14: number | null;
  readonly problems?: readonly string[];
}

/** Why an agent's conversation ended. Anything but `finished` is an invalid vote: it abstains. */
export type AgentOutcome =
  | 'finished'
  | 'turns-exhausted'
  | 'deadline-passed'
  | 'repeated-calls'
  | 'truncated'
  | 'refused'
  | 'empty'
  | 'budget-exhausted'
  | 'provider-failed'
  | 'cancelled';

/** Tokens of one or several calls. The four do not overlap: `inputTokens` were neither read from the vendor's cache nor written to it. */
export interface AgentUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

export type VerdictRecord = Encoded<
  | { readonly tag: 'approved'; readonly terms: TradeTerms; readonly reductions: readonly Reduction[] }
  | {
      readonly tag: 'needs-confirmation';
      readonly terms: TradeTerms;
      readonly reductions: readonly Reduction[];
      readonly why: readonly ConfirmationReason[];
    }
  | { readonly tag: 'refused'; readonly reasons: readonly RiskReason[]; readonly maximum: PassingMaximum | null }
>;

/**
 * Everything that can happen, as plain JSON data of at most 2 kB; larger payloads are blobs named by hash.
 * Names are a noun, then a past verb. A fact is what was decided or seen, never a rendered text.
 */
export type JournalFact =
  | {
      readonly kind: 'journal-opened';
      readonly venue: Venue;
      readonly capital: DecimalText;
      readonly symbols: readonly MarketSymbol[];
      readonly seed: number | null;
    }
  /** Torn bytes of an unfinished append were cut off the end when the journal was opened. */
  | { readonly kind: 'journal-repaired'; readonly droppedBytes: number }
  | ProcessFact
  | NoteFact
  | ConfigurationFact
  | SessionStartFact
  | {
      readonly kind: 'snapshot-taken';
      readonly snapshotId: string;
      readonly asOf: EpochMs;
      readonly markets: readonly SnapshotSummary[];
    }
  | {
      readonly kind: 'agent-finished';
      readonly agent: string;
      readonly provider: string;
      readonly model: string;
      readonly outcome: AgentOutcome;
      readonly turns: number;
      /** Names of the tools called, in order, with whether the input was understood. */
      readonly toolCalls: readonly { readonly name: string; readonly ok: boolean }[];
      readonly usage: AgentUsage;
      readonly promptHash: string;
      /** What the agent said when it finished, cut to 400 characters. */
      readonly summary: string;
      /** The conversation as a blob; null where the provider is a plain strategy whose steps the facts already tell. */
      readonly transcriptHash: string | null;
      /** Who should have answered and could not; absent when nobody stood in. */
      readonly stoodInFor?: { readonly provider: string; readonly model: string; readonly why: string };
    }
  | {
      /** One call of a model of a vendor: what it used and what that cost. */
      readonly kind: 'model-called';
      readonly provider: string;
      readonly model: string;
      readonly usage: AgentUsage;
      /** True when the vendor reported no usage and the most that the call can have used stands here. */
      readonly usageEstimated: boolean;
      /** Null when no price of the model is known for that day: unknown, never zero. */
      readonly costUsd: DecimalText | null;
      readonly stop: ModelCallEnding;
      readonly durationMs: number;
    }
  /** What the votes of several agents on one symbol became, step by step. */
  | { readonly kind: 'votes-aggregated'; readonly mode: Mode; readonly aggregation: AggregationRecord }
  | { readonly kind: 'signal-received'; readonly signalId: string; readonly agent: string; readonly signal: Encoded<TradeSignal> }
  | {
      readonly kind: 'signal-assessed';
      readonly signalId: string;
      readonly symbol: MarketSymbol;
      readonly verdict: VerdictRecord;
    }
  | { readonly kind: 'proposal-staged'; readonly proposal: StoredProposal }
  | { readonly kind: 'proposal-changed'; readonly proposalId: string; readonly state: ProposalState }
  | { readonly kind: 'order-intended'; readonly intent: Encoded<OrderIntent> }
  | { readonly kind: 'order-changed'; readonly clientOrderId: ClientOrderId; readonly state: Encoded<OrderState> }
  /** `feeValue` is the commission in quote at the time of the fill; null when no price was known. */
  | {
      readonly kind: 'fill-booked';
      readonly fill: Encoded<Fill>;
      readonly feeValue: DecimalText | null;
      readonly reason: OrderIntent['reason'] | 'unknown';
    }
  | {
      readonly kind: 'transfer-booked';
      readonly asset: Asset;
      readonly quantity: DecimalText;
      readonly why: 'deposit' | 'withdrawal' | 'fee-coin' | 'dust';
    }
  /** Where protection keeps the stop from now on. `by` names the proposal, the command or the person. */
  | {
      readonly kind: 'stop-set';
      readonly symbol: MarketSymbol;
      readonly stopPrice: DecimalText;
      readonly targetPrice: DecimalText | null;
      readonly by: string;
    }
  | AccountFact
  | {
      readonly kind: 'equity-marked';
      readonly cash: DecimalText;
      readonly equity: DecimalText;
      readonly marks: Readonly<Record<MarketSymbol, DecimalText>>;
    }
  | { readonly kind: 'session-closed'; readonly outcome: SessionOutcome; readonly durationMs: number }
  | {
      readonly kind: 'control-changed';
      readonly from: ControlState;
      readonly to: ControlState;
      readonly by: Actor;
      readonly why: string;
    }
  /** `fileValue`: what the file said then; when it says something else, the file holds again. */
  | {
      readonly kind: 'autonomy-changed';
      readonly from: Autonomy;
      readonly to: Autonomy;
      readonly by: Actor;
      readonly fileValue?: Autonomy;
    }
  | {
      readonly kind: 'mode-changed';
      readonly from: Mode;
      readonly to: Mode;
      readonly by: Actor;
      readonly fileValue?: Mode;
    }
  | { readonly kind: 'command-received'; readonly command: string; readonly arguments: readonly string[]; readonly by: Actor }
  | {
      readonly kind: 'alert-raised';
      readonly key: string;
      readonly level: 'warning' | 'critical';
      readonly facts: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'alert-resolved'; readonly key: string }
  /** Every entry up to `upTo` that is worth a message was delivered to `channel`. */
  | { readonly kind: 'messages-delivered'; readonly channel: string; readonly upTo: number };

export type JournalFactKind = JournalFact['kind'];
export type FactOf<Kind extends JournalFactKind> = Extract<JournalFact, { readonly kind: Kind }>;

/** A fact with its place in the journal. `sequence` counts from 1 without gaps. */
export interface JournalEntry<Fact extends JournalFact = JournalFact> {
  readonly version: number;
  readonly sequence: number;
  readonly at: EpochMs;
  readonly bookId: string;
  /** The session in which it happened (`20240101T13`); null outside of sessions. */
  readonly sessionId: string | null;
  readonly fact: Fact;
}

/** The id of the session of a slot: `20260822T13`; the same slot always has the same id. */
export function sessionIdOf(slotAt: EpochMs): string {
  return new Date(slotAt).toISOString().slice(0, 13).replaceAll('-', '');
}

/** The slot of a session id; null for what is no such id. */
export function slotOfSessionId(sessionId: string): EpochMs | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})$/.exec(sessionId);
  if (match === null) return null;
  const [, year, month, day, hour] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:00:00.000Z`);
  return Number.isNaN(at) ? null : at;
}

/** Statistics enter the journal at 10 significant digits, so that a platform's last bit cannot change its bytes. */
export function statistic(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(10));
}
