import { Decimal } from '../../src/domain/decimal.ts';
import type { FactOf, JournalEntry } from '../../src/domain/journal-entry.ts';

type Intent = FactOf<'order-intended'>['intent'];
type StagedProposal = FactOf<'proposal-staged'>['proposal'];

/** What is durable, folded by the test's own hand: the bot's folds are what is being tested. */
export class JournalView {
  readonly intents = new Map<string, Intent>();
  readonly states = new Map<string, FactOf<'order-changed'>['state']>();
  readonly proposals = new Map<string, StagedProposal>();
  readonly approvals = new Map<string, { readonly at: number; readonly portion: number }>();
  readonly stopsSet = new Map<string, FactOf<'stop-set'>>();
  readonly unprotected = new Set<string>();
  readonly alerts = new Map<string, 'warning' | 'critical'>();
  readonly drifts = new Set<string>();
  /** Coins too few to be sold, by asset: the bot has given them up. */
  readonly writtenOff = new Map<string, Decimal>();
  readonly counts = new Map<string, number>();
  readonly #entries: readonly JournalEntry[];
  #read = 0;

  constructor(entries: readonly JournalEntry[]) {
    this.#entries = entries;
  }

  /** Takes up what became durable since it was called last. @returns true when that is anything. */
  refresh(): boolean {
    const news = this.#entries.slice(this.#read);
    for (const entry of news) this.#apply(entry);
    this.#read = this.#entries.length;
    return news.length > 0;
  }

  #apply({ fact, at }: JournalEntry): void {
    this.#count(fact.kind);
    switch (fact.kind) {
      case 'order-intended':
        this.intents.set(fact.intent.clientOrderId, fact.intent);
        break;
      case 'order-changed':
        this.states.set(fact.clientOrderId, fact.state);
        this.#count(`order-${fact.state.tag}`);
        break;
      case 'proposal-staged':
        this.proposals.set(fact.proposal.id, fact.proposal);
        break;
      case 'proposal-changed':
        if (fact.state.tag === 'approved') this.approvals.set(fact.proposalId, { at, portion: fact.state.portion });
        this.#count(`proposal-${fact.state.tag}`);
        break;
      case 'stop-set':
        this.stopsSet.set(fact.symbol, fact);
        break;
      case 'position-unprotected':
        this.unprotected.add(fact.symbol);
        break;
      case 'position-protected':
        this.unprotected.delete(fact.symbol);
        break;
      case 'alert-raised':
        this.alerts.set(fact.key, fact.level);
        this.#count(`alert-${fact.key.replace(/-[A-Z]{3,}USDT$/, '')}`);
        break;
      case 'alert-resolved':
        this.alerts.delete(fact.key);
        break;
      case 'transfer-booked':
        this.#writeOff(fact);
        break;
      case 'drift-found':
        this.drifts.add(fact.asset);
        break;
      case 'drift-resolved':
        this.drifts.delete(fact.asset);
        break;
      default:
    }
  }

  #writeOff({ asset, quantity, why }: FactOf<'transfer-booked'>): void {
    if (why === 'dust')
      this.writtenOff.set(asset, (this.writtenOff.get(asset) ?? new Decimal(0)).plus(new Decimal(quantity).abs()));
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
