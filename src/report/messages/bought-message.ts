import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import { averagePrice, change, notional, type Price, ratio, subtract } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { fitAmount, fitPrice } from '../fit-number.ts';
import { headline, message, quote } from '../message-blocks.ts';
import { amountLabel, priceLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import { amountCell, coinsCell, levelCell, pnlWithShareCell, priceCell } from '../table-cells.ts';
import { filledBefore, partlyFilled, type TradeFacts, tradeBadge } from './trade-facts.ts';

const EN = {
  bought: 'Bought',
  quantity: 'Quantity',
  price: 'Price',
  fee: 'Fee',
  stop: 'Stop',
  target: 'Target',
  atStop: 'At stop',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A purchase: what it cost, where its stop is, and what it loses there. */
export function boughtMessage(facts: TradeFacts, language: Language): ChatMessage {
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
    tradeBadge(facts, language),
    ...filledBefore(facts, language),
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
    rows.push([words.atStop, pnlWithShareCell(loss, ratio(loss, equity))]);
  }
  return factTable(rows);
}
