import type { Language, MessageBlock } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import { type QuoteAmount, ratio } from '../../domain/decimal.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { fitPercent } from '../fit-number.ts';
import { badge, line } from '../message-blocks.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { StopNote } from '../stories/stop-notes.ts';

const EN = {
  session: (id: string) => `session ${id}`,
  partly: (share: string) => `${share} of the order was filled; the rest was not.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What the message about a trade is made of. */
export interface TradeFacts {
  readonly venue: Venue;
  readonly control: ControlState;
  readonly order: FilledOrder;
  /** The proposal that it executes; null for stops, commands and what nobody proposed. */
  readonly proposal: Proposal | null;
  /** Where the symbol's stop is set; null when none is. */
  readonly stop: StopNote | null;
  readonly equity: QuoteAmount;
}

/** The second line of a trade's message: where it was traded, and by what. */
export function tradeBadge({ venue, control, order, proposal }: TradeFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const about = proposal === null ? [order.clientOrderId] : [proposal.id, words.session(proposal.sessionId)];
  return badge({ venue, control, about }, language);
}

/** A line for an order that ended before all of it was filled; none for others. */
export function partlyFilled(order: FilledOrder, language: Language): readonly MessageBlock[] {
  const { askedQuantity, quantity } = order;
  if (askedQuantity === null || quantity.gte(askedQuantity)) return [];
  return [line(WORDS[language].partly(fitPercent(ratio(quantity, askedQuantity), 6)))];
}
