import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import { ratio } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { explainSessionBudget } from '../explain-session-budget.ts';
import { fitAmount, fitChange } from '../fit-number.ts';
import { countText } from '../format-number.ts';
import { headline, line, message } from '../message-blocks.ts';
import { amountLabel, changeLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import type { DigestedSignal, SessionDigest } from '../stories/session-digest.ts';
import { amountCell, pnlWithShareCell, textCell } from '../table-cells.ts';
import { agentLines } from './agent-lines.ts';
import { decisionLine } from './decision-line.ts';
import { type SessionFacts, sessionBadge, sessionName } from './session-facts.ts';

/** More decisions than these are counted, not listed. */
const DECISIONS_MAX = 5;

const EN = {
  trade: 'trade',
  waiting: (count: number) => `${count} waiting`,
  noTrades: 'No trades',
  hold: (assets: string) => `HOLD ${assets}`,
  more: (count: number) => `and ${count} more.`,
  equity: 'Equity',
  day: 'Day',
  cash: 'Cash',
  stops: 'Stops',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A session that traded or proposed: each decision with what became of it, and what the book is worth. */
export function tradingMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const { digest, book } = facts;
  const waiting = waitingCount(facts);
  const counts = [
    ...(digest.trades.length > 0 || waiting === 0 ? [countText(digest.trades.length, words.trade)] : []),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
  ].join(', ');
  const time = sessionName(facts, language);
  const money = moneyTexts(facts);
  const blocks = [
    headline({
      icon: digest.trades.length > 0 ? '🟢' : '🟠',
      tone: digest.trades.length > 0 ? 'good' : 'attention',
      texts: [...money.map((text) => `${time} · ${counts} · ${text}`), ...money.map((text) => `${counts} · ${text}`), counts],
    }),
    sessionBadge(facts, language),
    ...budgetBlocks(facts.digest, language),
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

/** A session that proposed nothing that passed: one line, and why where something was refused. */
export function holdMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const texts = [...moneyTexts(facts).map((text) => `${words.noTrades} · ${text}`), words.noTrades];
  const blocks = [
    headline({ icon: '⏸', tone: 'neutral', texts }),
    sessionBadge(facts, language),
    ...budgetBlocks(facts.digest, language),
    ...decisionsOf(facts.digest)
      .slice(0, DECISIONS_MAX)
      .map((decision) => line(decisionLine(decision, { proposal: null, trade: null }, language))),
    ...agentLines(facts.digest, language),
  ];
  return message(blocks, { urgency: 'silent' });
}

function budgetBlocks({ start }: SessionDigest, language: Language): readonly MessageBlock[] {
  const told = start === null ? null : explainSessionBudget(start, language);
  return told === null ? [] : [line(told)];
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
    ...agentLines(digest, language),
  ];
}

function decisionsOf(digest: SessionDigest): readonly DigestedSignal[] {
  return digest.signals.filter(({ signal }) => signal.action !== 'hold');
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
