import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import { type QuoteAmount, ratio } from '../../domain/decimal.ts';
import type { SessionOutcome } from '../../domain/journal-entry.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { DurationMs } from '../../domain/time.ts';
import { fitAmount, fitChange } from '../fit-number.ts';
import { countText } from '../format-number.ts';
import { durationText, utcClockText } from '../format-time.ts';
import { badge, headline, line, type MessageContext, message } from '../message-blocks.ts';
import { amountLabel, changeLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import { agentOutcomeName, faultName, stageName } from '../names.ts';
import type { DigestedSignal, SessionDigest } from '../stories/session-digest.ts';
import { amountCell, pnlWithShareCell, textCell } from '../table-cells.ts';
import { decisionLine } from './decision-line.ts';

/** More decisions than these are counted, not listed. */
const DECISIONS_MAX = 5;

const EN = {
  session: (time: string) => `Session ${time}`,
  trade: 'trade',
  waiting: (count: number) => `${count} waiting`,
  noTrades: 'No trades',
  hold: (assets: string) => `HOLD ${assets}`,
  more: (count: number) => `and ${count} more.`,
  equity: 'Equity',
  day: 'Day',
  cash: 'Cash',
  stops: 'Stops',
  failed: 'failed',
  failedIn: (stage: string, why: string) => `It failed in ${stage}: ${why}.`,
  nothingSent: 'No orders were sent.',
  stopsStay: 'Stops stay; the next session tries again.',
  interrupted: 'interrupted',
  interruptedBy: 'The process ended in the middle of it. What it had sent was found again on the exchange.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

export interface SessionFacts {
  readonly context: MessageContext;
  readonly digest: SessionDigest;
  /** Proposals of the session as they stand now. */
  readonly proposals: ReadonlyMap<string, Proposal>;
  readonly durationMs: DurationMs;
  readonly book: {
    readonly equity: QuoteAmount;
    readonly dayPnl: QuoteAmount;
    readonly dayStartEquity: QuoteAmount;
    readonly coveredCount: number;
    readonly positionCount: number;
  };
  /** How many sessions ended without completing, this one included. */
  readonly failuresInRow: number;
}

/** How a session ended: what was decided and done, or in one line that nothing was. */
export function sessionMessage(facts: SessionFacts, outcome: SessionOutcome, language: Language): ChatMessage {
  switch (outcome.tag) {
    case 'completed':
      return facts.digest.trades.length > 0 || waitingCount(facts) > 0 || hasProposals(facts.digest)
        ? tradingMessage(facts, language)
        : holdMessage(facts, language);
    case 'failed':
      return failedMessage(facts, outcome, language);
    case 'interrupted':
      return interruptedMessage(facts, language);
  }
}

function tradingMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const { digest, book } = facts;
  const waiting = waitingCount(facts);
  const counts = [
    ...(digest.trades.length > 0 || waiting === 0 ? [countText(digest.trades.length, words.trade)] : []),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
  ].join(', ');
  const time = words.session(utcClockText(digest.slotAt).slice(0, 5));
  const money = moneyTexts(facts);
  const blocks = [
    headline({
      icon: digest.trades.length > 0 ? '🟢' : '🟠',
      tone: digest.trades.length > 0 ? 'good' : 'attention',
      texts: [...money.map((text) => `${time} · ${counts} · ${text}`), ...money.map((text) => `${counts} · ${text}`), counts],
    }),
    badgeOf(facts, language),
    ...decisionBlocks(facts, language),
    factTable([
      [words.equity, amountCell(book.equity)],
      digest.cash === null ? null : [words.cash, amountCell(digest.cash)],
      [words.day, pnlWithShareCell(book.dayPnl, ratio(book.dayPnl, book.dayStartEquity))],
      [words.stops, textCell(`${book.coveredCount}/${book.positionCount}`)],
    ]),
  ];
  return message(blocks, { urgency: 'silent' });
}

function holdMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const texts = [...moneyTexts(facts).map((text) => `${words.noTrades} · ${text}`), words.noTrades];
  const unfinished = facts.digest.agents.filter(({ outcome }) => outcome !== 'finished');
  const blocks = [
    headline({ icon: '⏸', tone: 'neutral', texts }),
    badgeOf(facts, language),
    ...decisionsOf(facts.digest).map((decision) => line(decisionLine(decision, { proposal: null, trade: null }, language))),
    ...unfinished.map(({ agent, outcome }) => line(`${agent} ${agentOutcomeName(outcome, language)}.`)),
  ];
  return message(blocks.slice(0, 2 + DECISIONS_MAX), { urgency: 'silent' });
}

function failedMessage(
  facts: SessionFacts,
  outcome: Extract<SessionOutcome, { readonly tag: 'failed' }>,
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const { digest, failuresInRow } = facts;
  const title = `${words.session(utcClockText(digest.slotAt).slice(0, 5))} ${words.failed}`;
  const blocks = [
    headline({
      icon: '⚠️',
      tone: 'bad',
      texts: [`${title} · ${faultName(outcome.code, language)}`, `${title} · ${outcome.code}`, title],
    }),
    badgeOf(facts, language),
    line(words.failedIn(stageName(outcome.stage, language), `${outcome.code}, ${outcome.message}`)),
    ...(digest.isOrderSent ? [] : [line(words.nothingSent)]),
    line(words.stopsStay),
  ];
  // One failure is common and mends itself; the second in a row is not left to be found.
  return message(blocks, { urgency: failuresInRow > 1 ? 'normal' : 'silent' });
}

function interruptedMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const title = `${words.session(utcClockText(facts.digest.slotAt).slice(0, 5))} ${words.interrupted}`;
  return message(
    [headline({ icon: '⚠️', tone: 'attention', texts: [title] }), badgeOf(facts, language), line(words.interruptedBy)],
    {
      urgency: 'silent',
    },
  );
}

function decisionBlocks(facts: SessionFacts, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  const { digest, proposals } = facts;
  const decisions = decisionsOf(digest);
  const lines = decisions.slice(0, DECISIONS_MAX).map((decision) => {
    const proposal = decision.proposalId === null ? null : (proposals.get(decision.proposalId) ?? null);
    const trade = digest.trades.find(({ proposalId }) => proposalId !== null && proposalId === decision.proposalId) ?? null;
    return line(decisionLine(decision, { proposal, trade }, language));
  });
  const held = digest.signals.filter(({ signal }) => signal.action === 'hold').map(({ signal }) => baseAssetOf(signal.symbol));
  const more = decisions.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [line(words.more(more))] : []),
    ...(held.length > 0 ? [line(words.hold(held.join(', ')))] : []),
  ];
}

function decisionsOf(digest: SessionDigest): readonly DigestedSignal[] {
  return digest.signals.filter(({ signal }) => signal.action !== 'hold');
}

function hasProposals(digest: SessionDigest): boolean {
  return digest.signals.some(({ proposalId }) => proposalId !== null);
}

function waitingCount({ digest, proposals }: SessionFacts): number {
  return digest.signals.filter(({ proposalId }) => proposalId !== null && proposals.get(proposalId)?.state.tag === 'staged')
    .length;
}

/** Equity and the day's change, from the most telling text to the shortest. */
function moneyTexts({ book }: SessionFacts): readonly string[] {
  const share = ratio(book.dayPnl, book.dayStartEquity);
  return [
    `${amountLabel(book.equity)} USDT (${changeLabel(share)})`,
    `${fitAmount(book.equity, 10)} USDT (${fitChange(share, 6)})`,
    `${fitAmount(book.equity, 10)} USDT`,
  ];
}

function badgeOf({ context, digest, durationMs }: SessionFacts, language: Language): MessageBlock {
  return badge({ ...context, about: [digest.sessionId, durationText(durationMs)] }, language);
}
