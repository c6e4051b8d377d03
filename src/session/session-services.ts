import type { Deliberation } from '../agent/deliberation.ts';
import type { ModelTrial, TrialResult } from '../agent/try-model.ts';
import type { Mode } from '../domain/control-state.ts';
import type { UsdAmount } from '../domain/decimal.ts';
import type { FeeSchedule, Instrument } from '../domain/instrument.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import type { MarketDataSet } from '../domain/market-data-set.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import type { RiskVerdict } from '../domain/risk-verdict.ts';
import type { BudgetLimits, EconomySettings } from '../domain/session-budget.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { OrderExecutor } from '../execution/order-executor.ts';
import type { CrashPoint } from '../execution/order-sender.ts';
import type { EntryKind } from '../execution/plan-order.ts';
import type { Trail } from '../execution/trailing-stop.ts';
import type { DataPreparer } from '../market/data-preparer.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { ExchangeStanding } from '../ports/exchange-standing.ts';
import type { Log } from '../ports/log.ts';
import type { MarketData } from '../ports/market-data.ts';
import type { SentimentSource } from '../ports/sentiment-source.ts';
import type { SessionTape } from '../ports/tape.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { RiskManager } from '../risk/risk-manager.ts';
import type { AccountQueue } from './account-queue.ts';
import type { JournaledState } from './journaled-state.ts';
import type { LiveConfiguration } from './live-configuration.ts';

/** What a deliberation may know and ask: a frozen snapshot, a frozen portfolio, and the guard as a function. */
export interface DeliberationBrief {
  readonly sessionId: string;
  readonly mode: Mode;
  /** The model of every agent in place of its own; null when each keeps its own. */
  readonly model: string | null;
  readonly snapshot: MarketDataSet;
  readonly portfolio: PortfolioTable;
  /** As it was when the session began. */
  readonly recentDecisions: () => readonly string[];
  readonly deadlineAt: EpochMs;
  readonly signal: AbortSignal;
  /** The verdict on `signal`, given what was proposed before it in this session. */
  assess(signal: TradeSignal, proposedBefore: readonly TradeSignal[]): RiskVerdict;
}

/** Lets the configured models deliberate. Never throws for a model's trouble: that is an agent's outcome. */
export type Deliberate = (brief: DeliberationBrief) => Promise<Deliberation>;

/** Keeps every position covered by stops, in a lane of its own. */
export interface Protection {
  /** When the exchange's own list of orders was last compared with the books. */
  readonly auditedAt: EpochMs | null;
  /** Drives one symbol to its wanted state; resolves when it is there, or cannot be brought there now. */
  protect(symbol: MarketSymbol): Promise<void>;
  /** The same without waiting for it; its trouble is logged and raised as an alert. */
  request(symbol: MarketSymbol): void;
  /** Runs a job that changes the coins or stops of a symbol while protection keeps its hands off, then protects what is left. */
  exclusively<Result>(symbol: MarketSymbol, job: () => Promise<Result>): Promise<Result>;
  /** Reads the exchange's open orders, books what happened to ours, drives every symbol that is held or has orders, and compares the balances. */
  audit(): Promise<void>;
  /**
   * Drives the symbols that are without their full stop, or whose stop was triggered and is not filled, and tells what the exchange refuses.
   * To be called every few seconds: an audit is too seldom for the deadlines of protection. It asks the exchange nothing while all is well.
   */
  watch(): Promise<void>;
  /** Resolves when nothing that was requested is under way. */
  idle(): Promise<void>;
}

/** Who would deliberate in a mode, or why nobody can: a key is missing, or the words of a role are. */
export type ModeSeating =
  | {
      readonly tag: 'seated';
      readonly deliberators: readonly Deliberator[];
      readonly agents: readonly SeatedAgent[];
      /** Requests to models in a usual session. */
      readonly calls: number;
      /** Of a usual session of all agents; null when the price of a model is not known. */
      readonly costUsd: UsdAmount | null;
    }
  | { readonly tag: 'unavailable'; readonly why: string };

/** One who deliberates, by name. */
export interface Deliberator {
  readonly provider: string;
  readonly model: string;
}

/** An agent of a mode, as the configuration calls it, with what it is given. */
export interface SeatedAgent extends Deliberator {
  readonly agent: string;
  readonly effort: LlmEffort;
  readonly outputTokensMax: number;
  /** Of a usual session; null when the price of the model is not known. */
  readonly costUsd: UsdAmount | null;
}

/** What a person may learn of models before one is put to work. */
export interface ModelDesk {
  /** The models whose prices are known. */
  readonly catalogue: ModelCatalogue;
  /** Those who can be asked: the vendors whose key is there, and the plain strategy. */
  readonly providers: readonly string[];
  /** Makes one small call of a model of these, paid from the day's budget. */
  tryModel(trial: ModelTrial): Promise<TrialResult>;
}

export interface SessionSettings {
  readonly symbols: readonly MarketSymbol[];
  readonly limits: RiskLimits;
  /** What models may use up; the providers are held to it, the chat tells how much is left. */
  readonly budget: BudgetLimits & EconomySettings;
  readonly entryKind: EntryKind;
  /** How stops follow the price; null where they stay until they are moved. */
  readonly trail: Trail | null;
  /** Begins every client order id, so that our orders are known from others on the account. */
  readonly orderPrefix: string;
  /** The lease's number, ends every client order id. */
  readonly epoch: number;
  readonly proposalExpiryMs: DurationMs;
  readonly deliberationMaxMs: DurationMs;
  /** A slot that is later than this is reported and not run. */
  readonly slotLateMaxMs: DurationMs;
  /** How many hours of candles are wanted before the first session. */
  readonly warmUpHours: number;
  /** False where the account is ours alone and must equal the books to the unit. */
  readonly accountIsShared: boolean;
}

/** Where a test may end the process: where an order is sent, before signals are judged, after an answer counts, before a session is reported. */
export type StewardCrashPoint = CrashPoint | 'before-assess' | 'press-consumed' | 'before-report';

/** Everything that a session works with. The objects behind the ports differ by venue, the code does not. */
export interface SessionServices {
  readonly clock: Clock;
  readonly log: Log;
  readonly exchange: Exchange;
  readonly exchangeStanding: ExchangeStanding;
  readonly marketData: MarketData;
  readonly sentiment: SentimentSource;
  readonly state: JournaledState;
  readonly queue: AccountQueue;
  readonly preparer: DataPreparer;
  readonly riskManager: RiskManager;
  readonly executor: OrderExecutor;
  readonly protection: Protection;
  readonly deliberate: Deliberate;
  /** Who deliberates in the mode in force. */
  readonly deliberators: readonly Deliberator[];
  /**
   * By what counts now; with `changes` by what counts from the next session on, with these values of its keys besides, to see what they
   * would make of the mode.
   */
  readonly seatingOf: (mode: Mode, changes?: ReadonlyMap<string, unknown>) => ModeSeating;
  readonly modelDesk: ModelDesk;
  /** What the markets accept, as the exchange told it last. */
  readonly instruments: ReadonlyMap<MarketSymbol, Instrument>;
  /** Reads it anew; where that fails, what was known stays in force. */
  readonly refreshInstruments: () => Promise<void>;
  readonly fees: FeeSchedule;
  /** Where conversations are kept; null where nobody but a plain strategy speaks. */
  readonly blobs: BlobStore | null;
  /** Takes down what sessions read, so that they can be run again; null where nothing is recorded. */
  readonly tape: SessionTape | null;
  readonly configuration: LiveConfiguration;
  /** A view of the configuration that counts: it is exchanged at the beginning of a session. */
  readonly settings: SessionSettings;
  /** Aborts when the process is told to stop: deliberations end as cancelled, no order is touched. */
  readonly stopSignal: AbortSignal;
  /** Takes a broken promise of our own code: the process is to stop, so that the next start recovers from the journal. */
  readonly onBug: (error: Error) => void;
  readonly crashPoint: (name: StewardCrashPoint) => void;
}
