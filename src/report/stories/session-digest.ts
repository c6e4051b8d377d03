import type { AggregationRecord } from '../../domain/aggregation-record.ts';
import type { FactOf, JournalEntry, VerdictRecord } from '../../domain/journal-entry.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { FilledOrder } from './filled-orders.ts';

/** One signal of a session with what became of it. */
export interface DigestedSignal {
  readonly agent: string;
  readonly signal: FactOf<'signal-received'>['signal'];
  /** Null for a hold, which needs none, and while it is not judged. */
  readonly verdict: VerdictRecord | null;
  /** The proposal made of it; null when there is none. */
  readonly proposalId: string | null;
}

/** What happened in one session, for its report. */
export class SessionDigest {
  readonly sessionId: string;
  readonly slotAt: EpochMs;
  readonly #signals = new Map<string, DigestedSignal>();
  #start: Pick<FactOf<'session-started'>, 'mode' | 'budget'> | null = null;
  #aggregations: readonly AggregationRecord[] = [];
  #agents: readonly FactOf<'agent-finished'>[] = [];
  #trades: readonly FilledOrder[] = [];
  #cash: FactOf<'equity-marked'>['cash'] | null = null;
  #isOrderSent = false;

  constructor(options: { readonly sessionId: string; readonly slotAt: EpochMs }) {
    this.sessionId = options.sessionId;
    this.slotAt = options.slotAt;
  }

  /** Takes what happens while the session runs, by whomever. */
  apply({ sessionId, fact }: JournalEntry): void {
    if (fact.kind === 'order-changed' && fact.state.tag !== 'planned' && fact.state.tag !== 'abandoned') this.#isOrderSent = true;
    if (sessionId !== this.sessionId) return;
    switch (fact.kind) {
      case 'session-started':
        this.#start = fact;
        break;
      case 'agent-finished':
        this.#agents = [...this.#agents, fact];
        break;
      case 'votes-aggregated':
        this.#aggregations = [...this.#aggregations, fact.aggregation];
        break;
      case 'signal-received':
        this.#signals.set(fact.signalId, { agent: fact.agent, signal: fact.signal, verdict: null, proposalId: null });
        break;
      case 'signal-assessed':
        this.#change(fact.signalId, { verdict: fact.verdict });
        break;
      case 'proposal-staged':
        this.#link(fact.proposal);
        break;
      case 'equity-marked':
        this.#cash = fact.cash;
        break;
      default:
    }
  }

  addTrade(order: FilledOrder): void {
    this.#trades = [...this.#trades, order];
  }

  /** In which mode the session ran, and what the day's budget made of it. */
  get start(): Pick<FactOf<'session-started'>, 'mode' | 'budget'> | null {
    return this.#start;
  }
  get signals(): readonly DigestedSignal[] {
    return [...this.#signals.values()];
  }
  get agents(): readonly FactOf<'agent-finished'>[] {
    return this.#agents;
  }
  /** How votes became decisions, by symbol; empty where one agent decides. */
  get aggregations(): readonly AggregationRecord[] {
    return this.#aggregations;
  }
  /** Orders that ended with something filled while the session ran, stops included. */
  get trades(): readonly FilledOrder[] {
    return this.#trades;
  }
  /** Null until the books were closed. */
  get cash(): FactOf<'equity-marked'>['cash'] | null {
    return this.#cash;
  }
  /** True when anything went to the exchange while the session ran. */
  get isOrderSent(): boolean {
    return this.#isOrderSent;
  }

  #change(signalId: string, change: Partial<DigestedSignal>): void {
    const known = this.#signals.get(signalId);
    if (known !== undefined) this.#signals.set(signalId, { ...known, ...change });
  }

  /** A proposal carries its signal, not the signal's id; a session has one signal for a symbol and an action. */
  #link({ id, signal }: FactOf<'proposal-staged'>['proposal']): void {
    for (const [signalId, known] of this.#signals) {
      if (known.signal.symbol === signal.symbol && known.signal.action === signal.action)
        this.#change(signalId, { proposalId: id });
    }
  }
}
