import {
  add,
  notional,
  type Price,
  price,
  type Quantity,
  type QuoteAmount,
  quantity,
  quoteAmount,
  ZERO_QUANTITY,
  ZERO_QUOTE,
} from '../../domain/decimal.ts';
import { fillKey } from '../../domain/fill.ts';
import type { FactOf, JournalEntry } from '../../domain/journal-entry.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type ClientOrderId, isTerminal, type OrderSide } from '../../domain/order.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { HeldPositions, Sale } from './held-positions.ts';

type FillReason = FactOf<'fill-booked'>['reason'];

/** An order that has ended and of which something was filled: all its fills added up. */
export interface FilledOrder {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: MarketSymbol;
  readonly side: OrderSide;
  /** `unknown` for an order that this journal never intended. */
  readonly reason: FillReason;
  readonly proposalId: string | null;
  /** When the last of it was filled. */
  readonly at: EpochMs;
  readonly quantity: Quantity;
  /** What was asked for; null when that is not known. */
  readonly askedQuantity: Quantity | null;
  readonly value: QuoteAmount;
  /** Commission in quote; null when a part of it could not be valued. */
  readonly fee: QuoteAmount | null;
  /** The price at which a resting stop was to sell; null for other orders. */
  readonly stopPrice: Price | null;
  /** What it did to the position; null for a purchase. */
  readonly sale: Sale | null;
}

interface TrackedOrder {
  readonly intent: FactOf<'order-intended'>['intent'] | null;
  readonly filled: FilledOrder | null;
  /** How much had been filled when it ended; null while it lives. */
  readonly filledAtEnd: Quantity | null;
}

const UNKNOWN_ORDER: TrackedOrder = { intent: null, filled: null, filledAtEnd: ZERO_QUANTITY };

/** Follows orders from intent to end, and gives each one that filled something once: when it has ended and its fills are booked. */
export class FilledOrders {
  readonly #positions: HeldPositions;
  readonly #orders = new Map<ClientOrderId, TrackedOrder>();
  readonly #seenFills = new Set<string>();

  /** @param positions  Moved by every fill that is new, and by transfers. */
  constructor(positions: HeldPositions) {
    this.#positions = positions;
  }

  /** @returns the order that this entry completes; null when it completes none. A fill of an order that nobody intended is one of its own. */
  apply({ at, fact }: JournalEntry): FilledOrder | null {
    switch (fact.kind) {
      case 'transfer-booked':
        this.#positions.applyTransfer(fact, at);
        return null;
      case 'order-intended':
        this.#orders.set(fact.intent.clientOrderId, { intent: fact.intent, filled: null, filledAtEnd: null });
        return null;
      case 'fill-booked':
        return this.#addFill(fact);
      case 'order-changed': {
        const order = this.#orders.get(fact.clientOrderId);
        if (order === undefined || !isTerminal(fact.state.tag)) return null;
        const filledAtEnd = 'filledQuantity' in fact.state ? quantity(fact.state.filledQuantity) : ZERO_QUANTITY;
        return this.#keep(fact.clientOrderId, { ...order, filledAtEnd });
      }
      default:
        return null;
    }
  }

  #addFill(booked: FactOf<'fill-booked'>): FilledOrder | null {
    const { fill } = booked;
    const key = fillKey(fill);
    if (this.#seenFills.has(key)) return null;
    this.#seenFills.add(key);
    const order = this.#orders.get(fill.clientOrderId) ?? UNKNOWN_ORDER;
    const sale = this.#positions.apply(booked);
    return this.#keep(fill.clientOrderId, { ...order, filled: withFill(order, booked, sale) });
  }

  #keep(clientOrderId: ClientOrderId, order: TrackedOrder): FilledOrder | null {
    const { filled, filledAtEnd } = order;
    if (filledAtEnd === null || (filled?.quantity ?? ZERO_QUANTITY).lt(filledAtEnd)) {
      this.#orders.set(clientOrderId, order);
      return null;
    }
    this.#orders.delete(clientOrderId);
    return filled;
  }
}

function withFill(
  { intent, filled }: TrackedOrder,
  { fill, feeValue, reason }: FactOf<'fill-booked'>,
  sale: Sale | null,
): FilledOrder {
  const fee =
    feeValue === null || (filled !== null && filled.fee === null) ? null : add(filled?.fee ?? ZERO_QUOTE, quoteAmount(feeValue));
  const traded = quantity(fill.quantity);
  const request = intent?.request.order;
  return {
    clientOrderId: fill.clientOrderId,
    symbol: fill.symbol,
    side: fill.side,
    reason,
    proposalId: intent?.proposalId ?? null,
    at: Math.max(filled?.at ?? fill.at, fill.at),
    quantity: add(filled?.quantity ?? ZERO_QUANTITY, traded),
    askedQuantity: request === undefined ? null : quantity(request.quantity),
    value: add(filled?.value ?? ZERO_QUOTE, notional(price(fill.price), traded)),
    fee,
    stopPrice: request !== undefined && 'stopPrice' in request ? price(request.stopPrice) : null,
    sale: sale === null ? null : withSale(filled?.sale ?? null, sale),
  };
}

function withSale(earlier: Sale | null, sale: Sale): Sale {
  if (earlier === null) return sale;
  return {
    openedAt: earlier.openedAt,
    cost: add(earlier.cost, sale.cost),
    pnl: add(earlier.pnl, sale.pnl),
    remaining: sale.remaining,
    roundTrip: sale.roundTrip ?? earlier.roundTrip,
  };
}
