import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { change, type Price } from '../../domain/decimal.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioRow, PortfolioTable } from '../../domain/portfolio-table.ts';
import type { EpochMs } from '../../domain/time.ts';
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
  wanted: 'Wanted',
  noStop: 'none',
  target: 'Target',
  age: 'Age',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

const NO_STOP: ShownStop = { resting: null, wanted: null };

/** The stop that rests on the exchange, and where the book wants it when it is not there. */
export interface ShownStop {
  readonly resting: Price | null;
  readonly wanted: Price | null;
}

/** Each position with what was paid, what it is worth, and how far its stop on the exchange and its target are from the price. */
export function positionsReport(
  input: {
    readonly venue: Venue;
    readonly table: PortfolioTable;
    readonly stops: ReadonlyMap<MarketSymbol, ShownStop>;
  },
  language: Language,
): ChatMessage {
  const { venue, table, stops } = input;
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
    ...rows.flatMap((row) => [
      line(baseAssetOf(row.symbol)),
      positionTable(row, { asOf: table.asOf, stop: stops.get(row.symbol) ?? NO_STOP }, language),
    ]),
  ];
  return message(blocks, { urgency: 'silent' });
}

function positionTable(
  row: PortfolioRow,
  { asOf, stop }: { readonly asOf: EpochMs; readonly stop: ShownStop },
  language: Language,
): MessageBlock {
  const words = WORDS[language];
  const { mark, targetPrice } = row;
  const level = (price: Price) => levelCell(price, change(mark, price));
  return factTable([
    [words.quantity, coinsCell(row.quantity, row.symbol)],
    [words.paid, priceCell(row.averageCost)],
    [words.now, priceCell(mark)],
    [words.pnl, pnlWithShareCell(row.pnl, row.pnlFraction)],
    [words.stop, stop.resting === null ? textCell(words.noStop) : level(stop.resting)],
    stop.wanted === null ? null : [words.wanted, level(stop.wanted)],
    targetPrice === null ? null : [words.target, level(targetPrice)],
    [words.age, textCell(durationText(asOf - row.openedAt))],
  ]);
}
