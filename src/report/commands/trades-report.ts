import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { add, averagePrice, ratio, ZERO_QUOTE } from '../../domain/decimal.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { RoundTrip } from '../../domain/position.ts';
import { isoDate } from '../../domain/time.ts';
import { fitSigned } from '../fit-number.ts';
import { countText } from '../format-number.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { pnlLabel } from '../message-number.ts';
import { type Column, columnTable } from '../message-table.ts';
import type { FilledOrder } from '../stories/filled-orders.ts';
import type { TradeHistory } from '../stories/trade-history-fold.ts';
import { changeCell, priceCell, textCell } from '../table-cells.ts';

const EN = {
  none: 'No trades yet',
  order: 'trade',
  lastOrders: (orders: string) => `Last ${orders}`,
  roundTrips: (won: number, lost: number) => `Round trips closed: ${won} won, ${lost} lost.`,
  noRoundTrip: 'No round trip is closed yet.',
  day: 'Day',
  coin: 'Coin',
  value: 'USDT',
  price: 'Price',
  closed: 'Closed',
  pnl: 'P&L',
  share: '%',
  bySign: '− sold, + bought; amounts in USDT.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The last orders that were filled, then the last round trips with what they earned, newest first. */
export function tradesReport(input: { readonly venue: Venue; readonly history: TradeHistory }, language: Language): ChatMessage {
  const { venue, history } = input;
  const words = WORDS[language];
  const { orders, roundTrips } = history;
  const pnl = roundTrips.reduce((sum, trip) => add(sum, trip.pnl), ZERO_QUOTE);
  const title = words.lastOrders(countText(orders.length, words.order));
  const won = roundTrips.filter((trip) => !trip.pnl.isNegative()).length;
  const blocks = [
    headline({ icon: '🧾', tone: 'neutral', texts: orders.length === 0 ? [words.none] : [`${title} · ${pnlLabel(pnl)}`, title] }),
    badge({ venue, about: [] }, language),
    ...(orders.length === 0 ? [] : [ordersTable(orders, language), line(words.bySign)]),
    line(roundTrips.length === 0 ? words.noRoundTrip : words.roundTrips(won, roundTrips.length - won)),
    ...(roundTrips.length === 0 ? [] : [roundTripsTable(roundTrips, language)]),
  ];
  return message(blocks, { urgency: 'silent' });
}

function ordersTable(orders: readonly FilledOrder[], language: Language): MessageBlock {
  const words = WORDS[language];
  const columns: readonly Column[] = [
    { title: words.day, align: 'left', lengthMax: 5 },
    { title: words.coin, align: 'left', lengthMax: 5 },
    { title: words.value, align: 'right', lengthMax: 6 },
    { title: words.price, align: 'right', lengthMax: 8 },
  ];
  const rows = [...orders].reverse().map((order) => {
    const signed = order.side === 'buy' ? order.value : order.value.negated();
    return [
      textCell(dayText(order.at)),
      textCell(baseAssetOf(order.symbol)),
      (lengthMax: number) => fitSigned(signed.toDecimalPlaces(0), lengthMax).replace(/\.00$/, ''),
      priceCell(averagePrice(order.value, order.quantity)),
    ];
  });
  return columnTable(columns, rows);
}

function roundTripsTable(roundTrips: readonly RoundTrip[], language: Language): MessageBlock {
  const words = WORDS[language];
  const columns: readonly Column[] = [
    { title: words.closed, align: 'left', lengthMax: 6 },
    { title: words.coin, align: 'left', lengthMax: 5 },
    { title: words.pnl, align: 'right', lengthMax: 8 },
    { title: words.share, align: 'right', lengthMax: 5 },
  ];
  const rows = [...roundTrips]
    .reverse()
    .map((trip) => [
      textCell(dayText(trip.closedAt)),
      textCell(baseAssetOf(trip.symbol)),
      (lengthMax: number) => fitSigned(trip.pnl, lengthMax),
      changeCell(ratio(trip.pnl, trip.costBasis)),
    ]);
  return columnTable(columns, rows);
}

/** `01-31`: the year is clear. */
function dayText(at: number): string {
  return isoDate(at).slice(5);
}
