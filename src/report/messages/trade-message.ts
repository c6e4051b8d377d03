import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import { averagePrice, change, notional, type Price, type QuoteAmount, ratio, subtract } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { fitAmount, fitChange, fitPercent, fitPrice, fitSigned } from '../fit-number.ts';
import { durationText } from '../format-time.ts';
import { badge, headline, line, message, quote } from '../message-blocks.ts';
import { amountLabel, changeLabel, pnlLabel, priceLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { Sale } from '../stories/held-positions.ts';
import type { StopNote } from '../stories/stop-notes.ts';
import { amountCell, coinsCell, levelCell, pnlCell, pnlWithShareCell, priceCell, textCell } from '../table-cells.ts';

const EN = {
  bought: 'Bought',
  closed: 'Closed',
  sold: 'Sold a part of',
  stopHit: 'Stop hit',
  emergency: 'Emergency exit',
  session: (id: string) => `session ${id}`,
  partly: (share: string) => `${share} of the order was filled; the rest was not.`,
  quantity: 'Quantity',
  price: 'Price',
  fee: 'Fee',
  stop: 'Stop',
  target: 'Target',
  risk: 'At stop',
  paid: 'Paid',
  soldAt: 'Sold at',
  held: 'Held',
  left: 'Left',
  roundTrip: 'In all',
  unknownOrder: 'By an order that Steward did not send.',
  bySignal: 'As an agent proposed.',
  byProposal: (id: string) => `As ${id} proposed.`,
  byCommand: 'By your command.',
  byStop: (price: string) => `The stop at ${price} on the exchange was reached.`,
  byStopUnknown: 'The stop on the exchange was reached.',
  byEmergency: 'The position could not be covered by a stop, so it was sold at the market.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

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

/** An order that bought or sold something, told when it has ended. */
export function tradeMessage(facts: TradeFacts, language: Language): ChatMessage {
  const { sale } = facts.order;
  return sale === null ? boughtMessage(facts, language) : soldMessage(facts, sale, language);
}

function boughtMessage(facts: TradeFacts, language: Language): ChatMessage {
  const { order, proposal } = facts;
  const words = WORDS[language];
  const what = `${words.bought} ${baseAssetOf(order.symbol)}`;
  const paid = averagePrice(order.value, order.quantity);
  const blocks = [
    headline({
      icon: '🟢',
      tone: 'good',
      texts: [
        `${what} · ${amountLabel(order.value)} USDT @ ${priceLabel(paid)}`,
        `${what} · ${fitAmount(order.value, 8)} USDT @ ${fitPrice(paid, 9)}`,
        what,
      ],
    }),
    badgeOf(facts, language),
    ...partlyFilled(order, language),
    boughtTable(facts, paid, language),
    ...(proposal === null ? [] : [quote(proposal.signal.reasoning)]),
  ];
  return message(blocks);
}

function boughtTable({ order, stop, equity }: TradeFacts, paid: Price, language: Language): MessageBlock {
  const words = WORDS[language];
  const rows: Parameters<typeof factTable>[0][number][] = [
    [words.quantity, coinsCell(order.quantity, order.symbol)],
    [words.price, priceCell(paid)],
    order.fee === null ? null : [words.fee, amountCell(order.fee)],
  ];
  if (stop !== null) {
    const loss = notional(subtract(stop.stopPrice, paid), order.quantity);
    rows.push([words.stop, levelCell(stop.stopPrice, change(paid, stop.stopPrice))]);
    if (stop.targetPrice !== null) rows.push([words.target, levelCell(stop.targetPrice, change(paid, stop.targetPrice))]);
    rows.push([words.risk, pnlWithShareCell(loss, ratio(loss, equity))]);
  }
  return factTable(rows);
}

function soldMessage(facts: TradeFacts, sale: Sale, language: Language): ChatMessage {
  const { order } = facts;
  const isEmergency = order.reason === 'emergency-exit';
  const won = !sale.pnl.isNegative();
  const icon = isEmergency ? '🚨' : order.reason === 'protection' ? '🔴' : won ? '✅' : '🔴';
  const what = `${soldWord(order, sale, language)} ${baseAssetOf(order.symbol)}`;
  const share = ratio(sale.pnl, sale.cost);
  const blocks = [
    headline({
      icon,
      tone: won ? 'good' : 'bad',
      texts: [
        `${what} · ${pnlLabel(sale.pnl)} (${changeLabel(share)})`,
        `${what} · ${fitSigned(sale.pnl, 9)} (${fitChange(share, 6)})`,
        what,
      ],
    }),
    badgeOf(facts, language),
    line(whySold(order, language)),
    ...partlyFilled(order, language),
    soldTable(order, sale, language),
  ];
  return message(blocks, { urgency: isEmergency ? 'critical' : 'normal' });
}

function soldTable(order: FilledOrder, sale: Sale, language: Language): MessageBlock {
  const words = WORDS[language];
  const { roundTrip, remaining } = sale;
  const isLastOfSeveral = roundTrip !== null && !roundTrip.pnl.minus(sale.pnl).abs().lt('0.01');
  return factTable([
    [words.quantity, coinsCell(order.quantity, order.symbol)],
    [words.paid, priceCell(averagePrice(sale.cost, order.quantity))],
    [words.soldAt, priceCell(averagePrice(order.value, order.quantity))],
    order.fee === null ? null : [words.fee, amountCell(order.fee)],
    [words.held, textCell(durationText(order.at - sale.openedAt))],
    roundTrip === null && !remaining.isZero() ? [words.left, coinsCell(remaining, order.symbol)] : null,
    isLastOfSeveral ? [words.roundTrip, pnlCell(roundTrip.pnl)] : null,
  ]);
}

function soldWord(order: FilledOrder, sale: Sale, language: Language): string {
  const words = WORDS[language];
  if (order.reason === 'protection') return words.stopHit;
  if (order.reason === 'emergency-exit') return words.emergency;
  return sale.roundTrip === null ? words.sold : words.closed;
}

function whySold(order: FilledOrder, language: Language): string {
  const words = WORDS[language];
  switch (order.reason) {
    case 'signal':
      return order.proposalId === null ? words.bySignal : words.byProposal(order.proposalId);
    case 'protection':
      return order.stopPrice === null ? words.byStopUnknown : words.byStop(priceLabel(order.stopPrice));
    case 'close-command':
      return words.byCommand;
    case 'emergency-exit':
      return words.byEmergency;
    case 'unknown':
      return words.unknownOrder;
  }
}

function partlyFilled(order: FilledOrder, language: Language): readonly MessageBlock[] {
  const { askedQuantity, quantity } = order;
  if (askedQuantity === null || quantity.gte(askedQuantity)) return [];
  return [line(WORDS[language].partly(fitPercent(ratio(quantity, askedQuantity), 6)))];
}

function badgeOf({ venue, control, order, proposal }: TradeFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const about = proposal === null ? [order.clientOrderId] : [proposal.id, words.session(proposal.sessionId)];
  return badge({ venue, control, about }, language);
}
