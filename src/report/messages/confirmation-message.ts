import type { TradeTerms } from '../../domain/approved-trade.ts';
import type { ChatMessage, Language, MessageBlock, MessageButton } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import { add, change, notional, type Price, type Quantity, type QuoteAmount, ratio, subtract } from '../../domain/decimal.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { explainConfirmationReason } from '../explain-confirmation-reason.ts';
import { utcClockText } from '../format-time.ts';
import { badge, button, headline, line, message, quote } from '../message-blocks.ts';
import { factTable } from '../message-table.ts';
import { coinsCell, levelCell, percentCell, pnlWithShareCell, priceCell } from '../table-cells.ts';
import { tradeTitles } from './trade-title.ts';

const EN = {
  confirm: 'Confirm:',
  session: (id: string) => `session ${id}`,
  price: 'Price',
  quantity: 'Quantity',
  stop: 'Stop',
  stopNow: 'Stop now',
  target: 'Target',
  loss: 'At stop',
  share: 'Share',
  confidence: (percent: number) => `Confidence ${percent} %.`,
  until: (time: string) => `Answer until ${time}. No answer means no trade.`,
  noChange: (time: string) => `Answer until ${time}. No answer means no change.`,
  approve: '✅ Approve',
  half: '½ Half',
  reject: '❌ Reject',
  why: '💬 Why',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What a person needs to know of the book to answer. */
export interface BookAtProposal {
  readonly equity: QuoteAmount;
  readonly heldQuantity: Quantity;
  readonly stopPrice: Price | null;
}

/** Asks a person for one trade: what and why it is asked, what it may lose, until when, and what the agent says for it. */
export function confirmationMessage(
  input: { readonly venue: Venue; readonly control: ControlState; readonly proposal: Proposal; readonly book: BookAtProposal },
  language: Language,
): ChatMessage {
  const { venue, control, proposal, book } = input;
  const { id, sessionId, terms, signal } = proposal;
  const words = WORDS[language];
  const deadline = utcClockText(proposal.expiresAt);
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: tradeTitles(terms, language).map((title) => `${words.confirm} ${title}`) }),
    badge({ venue, control, about: [id, words.session(sessionId)] }, language),
    ...proposal.confirmationReasons.map((reason) => line(explainConfirmationReason(reason, language))),
    termsTable(terms, book, language),
    quote(signal.reasoning),
    line(words.confidence(Math.round(signal.confidenceFraction * 100))),
    line(terms.purpose === 'move-stop' ? words.noChange(deadline) : words.until(deadline)),
  ];
  return message(blocks, { buttons: answerButtons(proposal, language) });
}

/** The answers that a proposal takes, with what pressing them means. A stop can't be moved by half. */
function answerButtons({ id, terms }: Proposal, language: Language): readonly (readonly MessageButton[])[] {
  const words = WORDS[language];
  const half = terms.purpose === 'move-stop' ? [] : [button(words.half, 'approve', id, 'half')];
  return [
    [button(words.approve, 'approve', id), ...half],
    [button(words.reject, 'reject', id), button(words.why, 'why', id)],
  ];
}

function termsTable(terms: TradeTerms, book: BookAtProposal, language: Language): MessageBlock {
  const words = WORDS[language];
  switch (terms.purpose) {
    case 'entry':
      return entryTable(terms, book, language);
    case 'exit':
      return factTable([
        [words.price, priceCell(terms.referencePrice)],
        [words.quantity, coinsCell(terms.quantity, terms.symbol)],
      ]);
    case 'move-stop':
      return factTable([
        [words.price, priceCell(terms.referencePrice)],
        book.stopPrice === null ? null : [words.stopNow, levelCell(book.stopPrice, change(terms.referencePrice, book.stopPrice))],
        [words.stop, levelCell(terms.stopPrice, change(terms.referencePrice, terms.stopPrice))],
      ]);
    case 'stop':
      return factTable([
        [words.quantity, coinsCell(terms.quantity, terms.symbol)],
        [words.stop, priceCell(terms.stopPrice)],
      ]);
  }
}

function entryTable(
  terms: Extract<TradeTerms, { readonly purpose: 'entry' }>,
  book: BookAtProposal,
  language: Language,
): MessageBlock {
  const words = WORDS[language];
  const { referencePrice, quantity, stopPrice, targetPrice } = terms;
  const loss = notional(subtract(stopPrice, referencePrice), quantity);
  const valueThen = notional(referencePrice, add(book.heldQuantity, quantity));
  return factTable([
    [words.price, priceCell(referencePrice)],
    [words.quantity, coinsCell(quantity, terms.symbol)],
    [words.stop, levelCell(stopPrice, change(referencePrice, stopPrice))],
    targetPrice === null ? null : [words.target, levelCell(targetPrice, change(referencePrice, targetPrice))],
    [words.loss, pnlWithShareCell(loss, ratio(loss, book.equity))],
    [words.share, percentCell(ratio(valueThen, book.equity))],
  ]);
}
