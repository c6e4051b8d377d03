import { add, averagePrice, type Quantity, quantity, ZERO_QUANTITY } from '../../domain/decimal.ts';
import type { FactOf, JournalEntry } from '../../domain/journal-entry.ts';
import { type ClientOrderId, isTerminal } from '../../domain/order.ts';
import type { Book } from '../../domain/position.ts';
import { minuteText } from '../../domain/time.ts';
import { csvLine, EMPTY_CELL, numberCell, textCell } from './csv-text.ts';
import { addedUp, type FilledPart, filledPartOf } from './filled-part.ts';
import { OrderReasons } from './order-reasons.ts';

/** First line of trade_log.csv. */
export const TRADE_LOG_HEADER = csvLine([
  'Date',
  'Ticker',
  'Shares Bought',
  'Buy Price',
  'Cost Basis',
  'PnL',
  'Reason',
  'Shares Sold',
  'Sell Price',
]);

interface TrackedOrder {
  /** Of all fills so far, those that are written included. */
  readonly filled: Quantity;
  /** How much the order had filled when it ended; null while it lives. */
  readonly filledAtEnd: Quantity | null;
  readonly unwritten: FilledPart | null;
}

const UNTOUCHED: TrackedOrder = { filled: ZERO_QUANTITY, filledAtEnd: null, unwritten: null };

/**
 * Rows of trade_log.csv: one for each order that was filled, all its fills added up. It is written when the order has ended and all its
 * fills are booked; what a living order has filled is written when the next session starts.
 * Of a purchase, `Shares Bought` is what arrived and `Buy Price` what one unit cost, commission included. Of a sale, `Cost Basis` is what
 * the sold lots had cost, `Sell Price` the average price, and `PnL` what was realised, net of commission.
 */
export class TradeLogRows {
  readonly #orders = new Map<ClientOrderId, TrackedOrder>();
  readonly #reasons = new OrderReasons();

  /** @param books  The book before and after the entry. A fill that was known before must not be given again. */
  apply(entry: JournalEntry, books: { readonly before: Book; readonly after: Book }): string {
    const { fact } = entry;
    this.#reasons.apply(fact);
    switch (fact.kind) {
      case 'fill-booked':
        return this.#addFill(fact, books);
      case 'order-changed':
        return this.#changeOrder(fact);
      case 'session-started':
        return [...this.#orders.keys()].map((clientOrderId) => this.#write(clientOrderId)).join('');
      default:
        return '';
    }
  }

  #addFill(fact: FactOf<'fill-booked'>, books: { readonly before: Book; readonly after: Book }): string {
    const { clientOrderId } = fact.fill;
    const order = this.#orders.get(clientOrderId) ?? UNTOUCHED;
    const unwritten = addedUp(
      order.unwritten,
      filledPartOf(fact, { ...books, reason: this.#reasons.of(clientOrderId, fact.reason) }),
    );
    this.#orders.set(clientOrderId, { ...order, filled: add(order.filled, quantity(fact.fill.quantity)), unwritten });
    return this.#writeEnded(clientOrderId);
  }

  #changeOrder({ clientOrderId, state }: FactOf<'order-changed'>): string {
    if (!isTerminal(state.tag)) return '';
    const order = this.#orders.get(clientOrderId) ?? UNTOUCHED;
    const filledAtEnd = 'filledQuantity' in state ? quantity(state.filledQuantity) : ZERO_QUANTITY;
    this.#orders.set(clientOrderId, { ...order, filledAtEnd });
    return this.#writeEnded(clientOrderId);
  }

  #writeEnded(clientOrderId: ClientOrderId): string {
    const order = this.#orders.get(clientOrderId) ?? UNTOUCHED;
    if (order.filledAtEnd === null || order.filled.lt(order.filledAtEnd)) return '';
    const text = this.#write(clientOrderId);
    this.#orders.delete(clientOrderId);
    this.#reasons.forget(clientOrderId);
    return text;
  }

  #write(clientOrderId: ClientOrderId): string {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined || order.unwritten === null) return '';
    this.#orders.set(clientOrderId, { ...order, unwritten: null });
    return lineOf(order.unwritten);
  }
}

function lineOf(part: FilledPart): string {
  const { side, costBasis } = part;
  const buys = side === 'buy';
  return csvLine([
    minuteText(part.at),
    textCell(part.symbol),
    buys ? numberCell(part.quantity) : EMPTY_CELL,
    part.quantity.isZero() ? EMPTY_CELL : numberCell(averagePrice(costBasis, part.quantity)),
    numberCell(costBasis),
    numberCell(part.pnl),
    textCell(part.reason),
    buys ? EMPTY_CELL : numberCell(part.quantity),
    buys || part.quantity.isZero() ? EMPTY_CELL : numberCell(averagePrice(part.value, part.quantity)),
  ]);
}
