import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { ONE_FRACTION, type QuoteAmount, ratio, subtract } from '../../domain/decimal.ts';
import { baseAssetOf, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import { fitAmount, fitChange } from '../fit-number.ts';
import { utcText } from '../format-time.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { amountLabel, changeLabel, pnlLabel } from '../message-number.ts';
import { type Column, columnTable } from '../message-table.ts';
import { type amountCell, changeCell, percentCell, textCell } from '../table-cells.ts';

const EN = {
  coin: 'Coin',
  share: 'Share',
  value: 'USDT',
  pnl: 'P&L',
  unrealised: (amount: string) => `Unrealised ${amount}.`,
  realised: (amount: string, fees: string) => `Realised ${amount} so far; fees ${fees} USDT.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What the book holds, by weight; cash is its last row. */
export function portfolioReport(
  input: { readonly venue: Venue; readonly table: PortfolioTable },
  language: Language,
): ChatMessage {
  const { venue, table } = input;
  const { total, rows } = table;
  const words = WORDS[language];
  const columns: readonly Column[] = [
    { title: words.coin, align: 'left', lengthMax: 6 },
    { title: words.share, align: 'right', lengthMax: 5 },
    { title: words.value, align: 'right', lengthMax: 7 },
    { title: words.pnl, align: 'right', lengthMax: 6 },
  ];
  const positions = rows.map((row) => [
    textCell(baseAssetOf(row.symbol)),
    percentCell(row.weightFraction),
    wholeAmountCell(row.value),
    changeCell(row.pnlFraction),
  ]);
  const cashShare = total.equity.isZero() ? ONE_FRACTION : ratio(total.cash, total.equity);
  const cash = [textCell(QUOTE_ASSET), percentCell(cashShare), wholeAmountCell(total.cash), textCell('')];
  const blocks = [
    equityHeadline(total.equity, total.dayPnl),
    badge({ venue, about: [utcText(table.asOf)] }, language),
    columnTable(columns, [...positions, cash]),
    line(words.unrealised(pnlLabel(total.pnl))),
    line(words.realised(pnlLabel(total.realisedPnl), amountLabel(total.feesPaid))),
  ];
  return message(blocks, { urgency: 'silent' });
}

function equityHeadline(equity: QuoteAmount, dayPnl: QuoteAmount) {
  const share = ratio(dayPnl, subtract(equity, dayPnl));
  return headline({
    icon: '💼',
    tone: 'neutral',
    texts: [`${amountLabel(equity)} USDT (${changeLabel(share)})`, `${fitAmount(equity, 10)} USDT (${fitChange(share, 6)})`],
  });
}

/** Cents say nothing beside weights: whole USDT from 100 on. */
function wholeAmountCell(value: QuoteAmount): ReturnType<typeof amountCell> {
  return (lengthMax) =>
    value.abs().gte(100) ? fitAmount(value.toDecimalPlaces(0), lengthMax).replace(/\.00$/, '') : fitAmount(value, lengthMax);
}
