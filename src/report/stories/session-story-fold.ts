import type { Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { type FactOf, type JournalEntry, MAIN_BOOK_ID, type SessionOutcome } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import { isoTime } from '../../domain/time.ts';
import { explainVerdict } from '../explain-verdict.ts';
import { oneLine } from '../fit-text.ts';
import { quantityText, usdtText } from '../format-number.ts';
import { durationText, utcText } from '../format-time.ts';
import { priceLabel } from '../message-number.ts';
import { faultName, stageName } from '../names.ts';
import { factLines, type SessionStory, STORY_SECTION_KEYS, type StoryLine, type StorySectionKey } from './session-story.ts';
import { storyWords } from './story-words.ts';
import { tellBeginning } from './tell-beginning.ts';
import { tellCosts } from './tell-costs.ts';
import { tellProposalStep, tellStaged } from './tell-proposal.ts';
import { tellAgent, tellMarket, tellSignal } from './tell-signal.ts';
import { tellTranscript } from './tell-transcript.ts';
import { tellVotes } from './tell-votes.ts';
import type { FoundTranscript } from './transcript.ts';

/**
 * One session of the main book, told from the journal. It may be given the whole journal: besides the session's own entries it takes
 * those of the orders that its proposals led to, however much later they came.
 */
export class SessionStoryFold {
  readonly #sessionId: string;
  readonly #language: Language;
  readonly #lines = new Map<StorySectionKey, StoryLine[]>();
  readonly #proposalIds = new Set<string>();
  readonly #orderIds = new Set<string>();
  /** Symbols that this session bought and that no stop covers yet. */
  readonly #uncovered = new Set<MarketSymbol>();
  #venue: Venue | null = null;
  #isKnown = false;
  #outcome: SessionOutcome['tag'] | 'running' = 'running';
  #signalCount = 0;
  #agents: readonly FactOf<'agent-finished'>[] = [];
  #calls: readonly FactOf<'model-called'>[] = [];
  #fills: readonly FactOf<'fill-booked'>[] = [];

  constructor(options: { readonly sessionId: string; readonly language: Language }) {
    this.#sessionId = options.sessionId;
    this.#language = options.language;
  }

  apply(entry: JournalEntry): void {
    if (entry.bookId !== MAIN_BOOK_ID) return;
    if (entry.fact.kind === 'journal-opened') this.#venue = entry.fact.venue;
    if (entry.sessionId === this.#sessionId) this.#tellOwn(entry);
    this.#tellConsequence(entry);
  }

  /** The agents that have spoken, with the names of their conversations. */
  get agents(): readonly FactOf<'agent-finished'>[] {
    return this.#agents;
  }

  /**
   * Null when the journal knows no such session.
   * @param transcripts  Conversations by their names, where they are to be told turn by turn.
   */
  story(transcripts: ReadonlyMap<string, FoundTranscript> = new Map()): SessionStory | null {
    if (!this.#isKnown) return null;
    const words = storyWords(this.#language);
    const counts = { signals: this.#signalCount, orders: this.#orderIds.size, fills: this.#fills.length };
    const lines = new Map([...this.#lines, ...this.#derivedLines(transcripts)]);
    const sections = STORY_SECTION_KEYS.flatMap((key) => {
      const told = lines.get(key) ?? [];
      return told.length === 0 ? [] : [{ key, title: words.titles[key], lines: told }];
    });
    return {
      sessionId: this.#sessionId,
      venue: this.#venue,
      headline: words.headline(this.#sessionId, words.outcome[this.#outcome], counts),
      sections,
    };
  }

  /** What only all of the session together tells. */
  #derivedLines(
    transcripts: ReadonlyMap<string, FoundTranscript>,
  ): readonly (readonly [StorySectionKey, readonly StoryLine[]])[] {
    const turns = this.#agents.flatMap((agent) => {
      const found = agent.transcriptHash === null ? undefined : transcripts.get(agent.transcriptHash);
      return found === undefined ? [] : tellTranscript(agent, found, this.#language);
    });
    const costs = factLines(tellCosts({ calls: this.#calls, fills: this.#fills }, this.#language));
    const running = this.#outcome === 'running' ? factLines([storyWords(this.#language).notEnded]) : this.#lines.get('ended');
    return [
      ['turns', turns],
      ['costs', costs],
      ['ended', running ?? []],
    ];
  }

  /** What is in the journal under the session's own id. */
  #tellOwn({ at, fact }: JournalEntry): void {
    const words = storyWords(this.#language);
    switch (fact.kind) {
      case 'session-started':
        this.#isKnown = true;
        this.#add('known', ...tellBeginning(fact, this.#language));
        break;
      case 'snapshot-taken':
        this.#add(
          'known',
          words.snapshot(utcText(fact.asOf), fact.snapshotId),
          ...fact.markets.map((market) => tellMarket(market, this.#language)),
        );
        break;
      case 'agent-finished':
        this.#agents = [...this.#agents, fact];
        this.#addLines('said', tellAgent(fact, this.#language));
        break;
      case 'model-called':
        this.#calls = [...this.#calls, fact];
        break;
      case 'votes-aggregated':
        this.#add('voted', ...tellVotes(fact.aggregation, this.#language));
        break;
      case 'signal-received':
        this.#signalCount += 1;
        this.#addLines('said', tellSignal(fact, this.#language));
        break;
      case 'signal-assessed':
        this.#add('judged', `${baseAssetOf(fact.symbol)}: ${explainVerdict(fact.verdict, this.#language)}`);
        break;
      case 'proposal-staged':
        this.#proposalIds.add(fact.proposal.id);
        this.#add('asked', tellStaged(fact, this.#language));
        break;
      case 'stop-set':
        this.#add('protected', this.#stopSet(fact));
        break;
      case 'equity-marked':
        this.#add('books', words.books(usdtText(fact.equity), usdtText(fact.cash)));
        break;
      case 'session-closed':
        this.#outcome = fact.outcome.tag;
        this.#add('ended', `${clock(at)} ${this.#ending(fact)}`);
        break;
      default:
    }
  }

  /** What its proposals led to, in whatever session or outside of any. */
  #tellConsequence({ at, fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'proposal-changed': {
        const step = this.#proposalIds.has(fact.proposalId) ? tellProposalStep(fact, this.#language) : null;
        if (step !== null) this.#add(step.key, `${clock(at)} ${step.text}`);
        break;
      }
      case 'order-intended': {
        const { intent } = fact;
        if (intent.proposalId === null || !this.#proposalIds.has(intent.proposalId)) break;
        this.#orderIds.add(intent.clientOrderId);
        this.#add('ordered', `${clock(at)} ${this.#order(fact)}`);
        break;
      }
      case 'order-changed':
        if (this.#orderIds.has(fact.clientOrderId)) this.#add('ordered', `${clock(at)} ${this.#orderState(fact)}`);
        break;
      case 'fill-booked':
        if (this.#orderIds.has(fact.fill.clientOrderId)) this.#tellFill(fact);
        break;
      case 'position-protected':
        if (this.#uncovered.delete(fact.symbol)) this.#add('protected', `${clock(at)} ${this.#covered(fact)}`);
        break;
      case 'position-unprotected':
        if (this.#uncovered.has(fact.symbol)) this.#add('protected', `${clock(at)} ${this.#notCovered(fact)}`);
        break;
      default:
    }
  }

  #tellFill(fact: FactOf<'fill-booked'>): void {
    const { fill } = fact;
    const words = storyWords(this.#language);
    this.#fills = [...this.#fills, fact];
    if (fill.side === 'buy') this.#uncovered.add(fill.symbol);
    const fee = `${quantityText(fill.fee.quantity)} ${fill.fee.asset}`;
    this.#add(
      'filled',
      `${clock(fill.at)} ${words.fill(fill.side, coins(fill.quantity, fill.symbol), priceLabel(fill.price), fee)}`,
    );
  }

  #order({ intent }: FactOf<'order-intended'>): string {
    const { type, side, quantity, symbol } = intent.request.order;
    return storyWords(this.#language).order(intent.purpose, type, side, coins(quantity, symbol), intent.clientOrderId);
  }

  #orderState({ clientOrderId, state }: FactOf<'order-changed'>): string {
    const words = storyWords(this.#language);
    const told = words.orderState(clientOrderId, state.tag);
    return state.tag === 'rejected' ? `${told} ${words.refusal(state.code, state.message)}` : told;
  }

  #stopSet(fact: FactOf<'stop-set'>): string {
    const target = fact.targetPrice === null ? null : priceLabel(fact.targetPrice);
    return storyWords(this.#language).stopSet(baseAssetOf(fact.symbol), priceLabel(fact.stopPrice), target);
  }

  #covered(fact: FactOf<'position-protected'>): string {
    const { symbol, quantity, stopPrice, unprotectedMs } = fact;
    return storyWords(this.#language).protected(coins(quantity, symbol), priceLabel(stopPrice), durationText(unprotectedMs));
  }

  #notCovered({ symbol, quantity, why }: FactOf<'position-unprotected'>): string {
    return storyWords(this.#language).unprotected(coins(quantity, symbol), why);
  }

  #ending({ outcome, durationMs }: FactOf<'session-closed'>): string {
    const words = storyWords(this.#language);
    switch (outcome.tag) {
      case 'completed':
        return words.completed(durationText(durationMs));
      case 'failed':
        return words.failedIn(
          stageName(outcome.stage, this.#language),
          `${faultName(outcome.code, this.#language)} (${outcome.code})`,
          outcome.message,
        );
      case 'interrupted':
        return words.interrupted;
    }
  }

  #add(key: StorySectionKey, ...texts: readonly string[]): void {
    this.#addLines(key, factLines(texts));
  }

  #addLines(key: StorySectionKey, lines: readonly StoryLine[]): void {
    const told = lines.map(({ kind, text }) => ({ kind, text: oneLine(text) }));
    this.#lines.set(key, [...(this.#lines.get(key) ?? []), ...told]);
  }
}

/** `14:03:12`. */
function clock(at: number): string {
  return isoTime(at).slice(11, 19);
}

function coins(quantity: string, symbol: MarketSymbol): string {
  return `${quantityText(quantity)} ${baseAssetOf(symbol)}`;
}
