import type { Language, MessageBlock } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import { type QuoteAmount, ratio } from '../../domain/decimal.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { fitPercent } from '../fit-number.ts';
import { durationText, utcText } from '../format-time.ts';
import { badge, line } from '../message-blocks.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { StopNote } from '../stories/stop-notes.ts';

/** An audit looks every minute: what is told within two of them is told in time. */
const LATE_MIN_MS: DurationMs = 2 * MINUTE_MS;

const EN = {
  session: (id: string) => `session ${id}`,
  late: (at: string, later: string) => `It was filled at ${at}; Steward learnt of it ${later} later.`,
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
  /** When the books learnt that the order had ended. */
  readonly bookedAt: EpochMs;
}

/** The second line of a trade's message: where it was traded, and by what. */
export function tradeBadge({ venue, control, order, proposal }: TradeFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const about = proposal === null ? [order.clientOrderId] : [proposal.id, words.session(proposal.sessionId)];
  return badge({ venue, control, about }, language);
}

/** A line with the exchange's own time for an order that was filled while nobody here could see it; none for others. */
export function filledBefore({ order, bookedAt }: TradeFacts, language: Language): readonly MessageBlock[] {
  const laterMs = bookedAt - order.at;
  if (laterMs < LATE_MIN_MS) return [];
  return [line(WORDS[language].late(utcText(order.at), durationText(laterMs)))];
}

/** A line for an order that ended before all of it was filled; none for others. */
export function partlyFilled(order: FilledOrder, language: Language): readonly MessageBlock[] {
  const { askedQuantity, quantity } = order;
  if (askedQuantity === null || quantity.gte(askedQuantity)) return [];
  return [line(WORDS[language].partly(fitPercent(ratio(quantity, askedQuantity), 6)))];
}
