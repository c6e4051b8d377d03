import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import { largest, ZERO_QUANTITY } from '../../domain/decimal.ts';
import { type FactOf, type JournalEntry, MAIN_BOOK_ID } from '../../domain/journal-entry.ts';
import { decodeProposal, type Proposal, type StoredProposal } from '../../domain/proposal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { MessageContext } from '../message-blocks.ts';
import { alertMessage, alertResolvedMessage } from '../messages/alert-message.ts';
import { type Change, changeMessage } from '../messages/change-message.ts';
import { configurationMessages } from '../messages/configuration-message.ts';
import { confirmationMessage } from '../messages/confirmation-message.ts';
import { driftMessage, driftResolvedMessage } from '../messages/drift-message.ts';
import { noteMessage } from '../messages/note-message.ts';
import { isToldOutcome, outcomeMessage } from '../messages/outcome-message.ts';
import { outsideMessage } from '../messages/outside-message.ts';
import { transferMessage } from '../messages/process-message.ts';
import { sessionMessage } from '../messages/session-message.ts';
import { stopMovedMessage, stopPlacedMessage } from '../messages/stop-message.ts';
import { tradeMessage } from '../messages/trade-message.ts';
import { AlertNotes } from './alert-notes.ts';
import { EquityNotes } from './equity-notes.ts';
import { type FilledOrder, FilledOrders } from './filled-orders.ts';
import { HeldPositions } from './held-positions.ts';
import { OutsideNotes } from './outside-notes.ts';
import { ProcessNotes } from './process-notes.ts';
import { ProposalNotes } from './proposal-notes.ts';
import { SessionDigest } from './session-digest.ts';
import { type StopNote, StopNotes } from './stop-notes.ts';

/**
 * The messages that the journal of the main book is worth: `apply` returns those that an entry completes, mostly none.
 * It must be given every entry from the first on, in order; the same entries give the same messages, so that after a restart
 * exactly those that were not delivered yet can be made again.
 */
export class MessageFold {
  readonly #venue: Venue;
  readonly #language: Language;
  readonly #positions = new HeldPositions();
  readonly #orders = new FilledOrders(this.#positions);
  readonly #stops = new StopNotes(this.#positions);
  readonly #equity = new EquityNotes();
  readonly #proposals = new ProposalNotes();
  readonly #alerts = new AlertNotes();
  readonly #outside = new OutsideNotes();
  readonly #processes = new ProcessNotes();
  #control: ControlState = 'active';
  #session: SessionDigest | null = null;
  #failuresInRow = 0;

  constructor(options: { readonly venue: Venue; readonly language: Language }) {
    this.#venue = options.venue;
    this.#language = options.language;
  }

  /** @returns the messages that this entry completes, in the order in which they are to be read. */
  apply(entry: JournalEntry): readonly ChatMessage[] {
    if (entry.bookId !== MAIN_BOOK_ID) return [];
    const order = this.#orders.apply(entry);
    if (order !== null) this.#session?.addTrade(order);
    // What an entry changes is told against what was known before it, so the notes take it last.
    const messages = [...(order === null ? [] : [this.#trade(order, entry.at)]), ...this.#tell(entry)];
    this.#note(entry);
    return messages;
  }

  #tell(entry: JournalEntry): readonly ChatMessage[] {
    const { at, fact } = entry;
    const [context, language] = [this.#context, this.#language];
    switch (fact.kind) {
      case 'journal-repaired':
      case 'process-started':
      case 'process-stopped':
      case 'slot-missed':
        return [this.#processes.tell(fact, { at, context, stops: this.#stopCounts }, language)];
      case 'note-added':
      case 'note-dropped':
        return [noteMessage(this.#venue, fact, language)];
      case 'configuration-edited':
      case 'override-set':
      case 'override-ended':
      case 'limits-approved':
        return configurationMessages(this.#venue, fact, language);
      case 'proposal-staged':
        return fact.proposal.confirmationReasons.length === 0 ? [] : [this.#confirmation(fact.proposal)];
      case 'proposal-changed':
        return this.#outcome(fact);
      case 'transfer-booked':
        return this.#transfer(fact);
      case 'stop-set':
        return this.#stopMoved(fact);
      case 'position-protected':
        return [stopPlacedMessage(context, fact, language)];
      case 'drift-found':
      case 'drift-resolved':
      case 'outside-counted':
        return this.#balanceCounted(fact, at);
      case 'session-closed':
        return this.#sessionClosed(entry.sessionId, fact);
      case 'control-changed':
      case 'autonomy-changed':
      case 'mode-changed':
        return [this.#changed(fact)];
      case 'alert-raised':
      case 'alert-resolved':
        return fact.kind === 'alert-raised' ? this.#alertRaised(fact) : this.#alertResolved(fact.key, at);
      // What these tell is told by the message of a later entry, or is for the story of the session alone.
      case 'journal-opened':
      case 'session-started':
      case 'snapshot-taken':
      case 'agent-finished':
      case 'model-called':
      case 'votes-aggregated':
      case 'signal-received':
      case 'signal-assessed':
      case 'order-intended':
      case 'order-changed':
      case 'fill-booked':
      case 'position-unprotected':
      case 'equity-marked':
      case 'command-received':
      case 'configuration-changed':
      case 'messages-delivered':
        return [];
    }
  }

  #note(entry: JournalEntry): void {
    const { fact, sessionId } = entry;
    this.#stops.apply(entry);
    this.#equity.apply(entry);
    this.#proposals.apply(entry);
    this.#alerts.apply(entry);
    this.#outside.apply(entry);
    this.#processes.apply(entry);
    if (fact.kind === 'control-changed') this.#control = fact.to;
    else if (fact.kind === 'session-started' && sessionId !== null)
      this.#session = new SessionDigest({ sessionId, slotAt: fact.slotAt });
    else if (fact.kind === 'session-closed') this.#session = null;
    this.#session?.apply(entry);
  }

  /** Coins for fees and dust that is written off are the bot's own housekeeping. */
  #transfer(fact: FactOf<'transfer-booked'>): readonly ChatMessage[] {
    return fact.why === 'deposit' || fact.why === 'withdrawal' ? [transferMessage(this.#context, fact, this.#language)] : [];
  }

  #balanceCounted(fact: FactOf<'drift-found' | 'drift-resolved' | 'outside-counted'>, at: EpochMs): readonly ChatMessage[] {
    if (fact.kind === 'drift-found') return [driftMessage(this.#context, fact, this.#language)];
    if (fact.kind === 'drift-resolved') return [driftResolvedMessage(this.#context, fact, this.#language)];
    const changes = this.#outside.changesAt(at, fact);
    return changes.length === 0 ? [] : [outsideMessage(this.#context, changes, this.#language)];
  }

  get #context(): MessageContext {
    return { venue: this.#venue, control: this.#control };
  }

  get #stopCounts() {
    return { coveredCount: this.#stops.coveredCount, positionCount: this.#positions.symbols.length };
  }

  #trade(order: FilledOrder, bookedAt: EpochMs): ChatMessage {
    const proposal = this.#proposals.of(order.proposalId);
    const book = { stop: this.#stopAfter(order, proposal), equity: this.#equity.equity };
    return tradeMessage({ ...this.#context, order, proposal, ...book, bookedAt }, this.#language);
  }

  /** The stop of a purchase: of the one set and the one proposed the tighter, which is what protection will keep. */
  #stopAfter(order: FilledOrder, proposal: Proposal | null): StopNote | null {
    const set = this.#stops.of(order.symbol);
    if (proposal === null || proposal.terms.purpose !== 'entry') return set;
    const { stopPrice, targetPrice } = proposal.terms;
    return set === null || largest(set.stopPrice, stopPrice).eq(stopPrice) ? { stopPrice, targetPrice } : set;
  }

  #confirmation(stored: StoredProposal): ChatMessage {
    const proposal = decodeProposal(stored);
    const { symbol } = proposal.terms;
    const book = {
      equity: this.#equity.equity,
      heldQuantity: this.#positions.of(symbol)?.quantity ?? ZERO_QUANTITY,
      stopPrice: this.#stops.of(symbol)?.stopPrice ?? null,
    };
    return confirmationMessage({ ...this.#context, proposal, book }, this.#language);
  }

  #outcome({ proposalId, state }: FactOf<'proposal-changed'>): readonly ChatMessage[] {
    const proposal = this.#proposals.of(proposalId);
    if (proposal === null || !isToldOutcome(state)) return [];
    return [outcomeMessage({ ...this.#context, proposal, outcome: state }, this.#language)];
  }

  #stopMoved(fact: FactOf<'stop-set'>): readonly ChatMessage[] {
    const position = this.#positions.of(fact.symbol);
    const from = this.#stops.of(fact.symbol)?.stopPrice ?? null;
    if (position === null || from === null || from.eq(fact.stopPrice)) return [];
    return [stopMovedMessage(this.#context, { fact, from, position }, this.#language)];
  }

  #sessionClosed(sessionId: string | null, { outcome, durationMs }: FactOf<'session-closed'>): readonly ChatMessage[] {
    const digest = this.#session;
    if (digest === null || digest.sessionId !== sessionId) return [];
    this.#failuresInRow = outcome.tag === 'completed' ? 0 : this.#failuresInRow + 1;
    const { equity, dayPnl, dayStartEquity } = this.#equity;
    const facts = {
      context: this.#context,
      digest,
      proposals: this.#proposals.all,
      durationMs,
      book: { equity, dayPnl, dayStartEquity, ...this.#stopCounts },
      failuresInRow: this.#failuresInRow,
    };
    return [sessionMessage(facts, outcome, this.#language)];
  }

  #changed(fact: FactOf<'control-changed' | 'autonomy-changed' | 'mode-changed'>): ChatMessage {
    const why = fact.kind === 'control-changed' ? fact.why : null;
    return changeMessage({ venue: this.#venue, change: changeOf(fact), by: fact.by, why }, this.#language);
  }

  #alertRaised(fact: FactOf<'alert-raised'>): readonly ChatMessage[] {
    if (this.#alerts.isTold(fact.key)) return [];
    const count = (this.#alerts.of(fact.key)?.count ?? 0) + 1;
    return [alertMessage(this.#context, { fact, count }, this.#language)];
  }

  #alertResolved(key: string, at: EpochMs): readonly ChatMessage[] {
    if (this.#alerts.isTold(key)) return [];
    const raisedAt = this.#alerts.of(key)?.raisedAt ?? null;
    return [alertResolvedMessage(this.#context, { key, lastedMs: raisedAt === null ? null : at - raisedAt }, this.#language)];
  }
}

function changeOf(fact: FactOf<'control-changed' | 'autonomy-changed' | 'mode-changed'>): Change {
  switch (fact.kind) {
    case 'control-changed':
      return { what: 'control', from: fact.from, to: fact.to };
    case 'autonomy-changed':
      return { what: 'autonomy', from: fact.from, to: fact.to };
    case 'mode-changed':
      return { what: 'mode', from: fact.from, to: fact.to };
  }
}
