import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { change } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../domain/portfolio-table.ts';
import { countText } from '../format-number.ts';
import { durationText, utcText } from '../format-time.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { pnlLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import { coinsCell, levelCell, pnlWithShareCell, priceCell, textCell } from '../table-cells.ts';

const EN = {
  position: 'open position',
  none: 'No open positions',
  quantity: 'Quantity',
  paid: 'Paid',
  now: 'Now',
  pnl: 'P&L',
  stop: 'Stop',
  noStop: 'none',
  target: 'Target',
  age: 'Age',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Each position with what was paid, what it is worth, and how far its stop and its target are from the price. */
export function positionsReport(
  input: { readonly venue: Venue; readonly table: PortfolioTable },
  language: Language,
): ChatMessage {
  const { venue, table } = input;
  const words = WORDS[language];
  const { rows, total } = table;
  const counted = countText(rows.length, words.position);
  const blocks = [
    headline({
      icon: '📌',
      tone: 'neutral',
      texts: rows.length === 0 ? [words.none] : [`${counted} · ${pnlLabel(total.pnl)}`, counted],
    }),
    badge({ venue, about: [utcText(table.asOf)] }, language),
    ...rows.flatMap((row) => [line(baseAssetOf(row.symbol)), positionTable(row, table, language)]),
  ];
  return message(blocks, { urgency: 'silent' });
}

function positionTable(row: PortfolioRow, { asOf }: PortfolioTable, language: Language): MessageBlock {
  const words = WORDS[language];
  const { mark, stopPrice, targetPrice } = row;
  return factTable([
    [words.quantity, coinsCell(row.quantity, row.symbol)],
    [words.paid, priceCell(row.averageCost)],
    [words.now, priceCell(mark)],
    [words.pnl, pnlWithShareCell(row.pnl, row.pnlFraction)],
    [words.stop, stopPrice === null ? textCell(words.noStop) : levelCell(stopPrice, change(mark, stopPrice))],
    targetPrice === null ? null : [words.target, levelCell(targetPrice, change(mark, targetPrice))],
    [words.age, textCell(durationText(asOf - row.openedAt))],
  ]);
}
