import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import { averagePrice, ratio } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { fitChange, fitSigned } from '../fit-number.ts';
import { durationText } from '../format-time.ts';
import { headline, line, message } from '../message-blocks.ts';
import { changeLabel, pnlLabel, priceLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { Sale } from '../stories/held-positions.ts';
import { amountCell, coinsCell, pnlCell, priceCell, textCell } from '../table-cells.ts';
import { filledBefore, partlyFilled, type TradeFacts, tradeBadge } from './trade-facts.ts';

const EN = {
  closed: 'Closed',
  sold: 'Sold a part of',
  stopHit: 'Stop hit',
  targetReached: 'Target reached',
  emergency: 'Emergency exit',
  quantity: 'Quantity',
  paid: 'Paid',
  soldAt: 'Sold at',
  fee: 'Fee',
  held: 'Held',
  left: 'Left',
  roundTrip: 'In all',
  unknownOrder: 'By an order that Steward did not send.',
  bySignal: 'As an agent proposed.',
  byProposal: (id: string) => `As ${id} proposed.`,
  byCommand: 'By your command.',
  byStop: (price: string) => `The stop at ${price} on the exchange was reached.`,
  byTarget: (price: string) => `The target at ${price} on the exchange was reached.`,
  byTargetUnknown: 'The target on the exchange was reached.',
  byStopUnknown: 'The stop on the exchange was reached.',
  byEmergency: 'The position could not be covered by a stop, so it was sold at the market.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A sale: what it earned against the average price paid, and why it was sold. */
export function soldMessage(facts: TradeFacts, sale: Sale, language: Language): ChatMessage {
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
    tradeBadge(facts, language),
    line(whySold(order, language)),
    ...filledBefore(facts, language),
    ...partlyFilled(order, language),
    soldTable(order, sale, language),
  ];
  return message(blocks, { urgency: isEmergency ? 'critical' : 'normal' });
}

function soldTable(order: FilledOrder, sale: Sale, language: Language): MessageBlock {
  const words = WORDS[language];
  const { roundTrip, remaining } = sale;
  const tripPnl = roundTrip?.pnl ?? sale.pnl;
  const isLastOfSeveral = tripPnl.minus(sale.pnl).abs().gte('0.01');
  return factTable([
    [words.quantity, coinsCell(order.quantity, order.symbol)],
    [words.paid, priceCell(averagePrice(sale.cost, order.quantity))],
    [words.soldAt, priceCell(averagePrice(order.value, order.quantity))],
    order.fee === null ? null : [words.fee, amountCell(order.fee)],
    [words.held, textCell(durationText(order.at - sale.openedAt))],
    roundTrip === null && !remaining.isZero() ? [words.left, coinsCell(remaining, order.symbol)] : null,
    isLastOfSeveral ? [words.roundTrip, pnlCell(tripPnl)] : null,
  ]);
}

function soldWord(order: FilledOrder, sale: Sale, language: Language): string {
  const words = WORDS[language];
  if (order.reason === 'protection') return words.stopHit;
  if (order.reason === 'target') return words.targetReached;
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
    case 'target':
      return order.stopPrice === null ? words.byTargetUnknown : words.byTarget(priceLabel(order.stopPrice));
    case 'close-command':
      return words.byCommand;
    case 'emergency-exit':
      return words.byEmergency;
    case 'unknown':
      return words.unknownOrder;
  }
}
