import { z } from 'zod';
import { type Price, price, quantity } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import type { Asset, MarketSymbol } from '../../domain/market-symbol.ts';
import type { OrderRequest, TimeInForce } from '../../domain/order.ts';
import type { Balance, OrderReport } from '../../ports/exchange.ts';
import { wireDecimal, wireInstant, wireSymbol } from './wire-values.ts';

const wireId = z.number().int().nonnegative();
/** Statuses of an order that the exchange has, by what they mean here. One that is not listed is refused: it must not pass for a harmless one. */
const STATUSES: Readonly<Record<string, OrderReport['status']>> = {
  NEW: 'open',
  PENDING_NEW: 'pending',
  PARTIALLY_FILLED: 'open',
  PENDING_CANCEL: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
  REJECTED: 'expired',
};

/** The status in our words; null for one that is not known. */
export function orderStatusOf(status: string): OrderReport['status'] | null {
  return STATUSES[status] ?? null;
}

const fillSchema = z.looseObject({
  price: wireDecimal,
  qty: wireDecimal,
  commission: wireDecimal,
  commissionAsset: z.string(),
  tradeId: wireId,
});

/**
 * What every report of an order has, in an answer to it and in an answer to a question about it. An order that waits in a list is sized by
 * the exchange when it begins to work; whatever stands for its quantity before means nothing, or is missing.
 */
export const orderSchema = z.preprocess(
  unsizedWhilePending({ status: 'status', quantity: 'origQty' }),
  z.looseObject({
    symbol: wireSymbol,
    orderId: wireId,
    clientOrderId: z.string(),
    price: wireDecimal.default('0'),
    origQty: wireDecimal,
    executedQty: wireDecimal,
    status: z.string(),
    timeInForce: z.string().default('GTC'),
    type: z.string(),
    side: z.enum(['BUY', 'SELL']),
    stopPrice: wireDecimal.optional(),
    expiryReason: z.string().optional(),
    transactTime: wireInstant.optional(),
    updateTime: wireInstant.optional(),
    fills: z.array(fillSchema).default([]),
  }),
);

/** Replaces the quantity of an order that waits in a list: none, until the exchange knows it. The names are those of the two fields. */
export function unsizedWhilePending({ status, quantity: size }: { readonly status: string; readonly quantity: string }) {
  return (told: unknown): unknown => {
    const fields = z.record(z.string(), z.unknown()).safeParse(told).data;
    return fields?.[status] === 'PENDING_NEW' ? { ...fields, [size]: '0' } : told;
  };
}

export type WireOrder = z.output<typeof orderSchema>;

/** Orders of other markets than those in USDT are somebody else's. */
export const ordersSchema = z.preprocess(
  (rows) => (Array.isArray(rows) ? rows.filter((row) => !isOfAnotherMarket(row)) : rows),
  z.array(orderSchema),
);

const otherMarketSchema = z.looseObject({ symbol: z.string().refine((symbol) => !wireSymbol.safeParse(symbol).success) });

function isOfAnotherMarket(row: unknown): boolean {
  return otherMarketSchema.safeParse(row).success;
}

export const tradesSchema = z.array(
  z.looseObject({
    symbol: wireSymbol,
    id: wireId,
    orderId: wireId,
    price: wireDecimal,
    qty: wireDecimal,
    commission: wireDecimal,
    commissionAsset: z.string(),
    time: wireInstant,
    isBuyer: z.boolean(),
  }),
);

export type WireTrade = z.output<typeof tradesSchema>[number];

export const accountSchema = z.looseObject({
  canTrade: z.boolean(),
  balances: z.array(z.looseObject({ asset: z.string(), free: wireDecimal, locked: wireDecimal })),
});

/** The amounts of which there are any. */
export function readBalances({ balances }: z.output<typeof accountSchema>): readonly Balance[] {
  return balances
    .map(({ asset, free, locked }) => ({ asset, free: quantity(free), locked: quantity(locked) }))
    .filter(({ free, locked }) => !free.isZero() || !locked.isZero());
}

/**
 * An order in our words. Null for an order of a kind that Steward never sends: somebody else's.
 * @returns 'unknown-status' where the status is none that is known.
 */
export function readOrder(order: WireOrder): OrderReport | null | 'unknown-status' {
  const request = readRequest(order);
  const status = orderStatusOf(order.status);
  if (request === null) return null;
  if (status === null) return 'unknown-status';
  return {
    clientOrderId: order.clientOrderId,
    exchangeOrderId: String(order.orderId),
    symbol: order.symbol,
    request,
    status,
    filledQuantity: quantity(order.executedQty),
    expiryReason: status === 'expired' ? (order.expiryReason ?? order.status) : null,
    updatedAt: order.transactTime ?? order.updateTime ?? 0,
  };
}

/** The fills that came with the answer to an order. */
export function readReportedFills(order: WireOrder): readonly Fill[] {
  return order.fills.map((fill) => ({
    id: String(fill.tradeId),
    symbol: order.symbol,
    side: order.side === 'BUY' ? 'buy' : 'sell',
    clientOrderId: order.clientOrderId,
    exchangeOrderId: String(order.orderId),
    price: price(fill.price),
    quantity: quantity(fill.qty),
    fee: feeOf(fill.commissionAsset, fill.commission),
    at: order.transactTime ?? 0,
  }));
}

/** A trade of the account as a fill of the order that it belongs to. */
export function readTrade(trade: WireTrade, clientOrderId: string): Fill {
  return {
    id: String(trade.id),
    symbol: trade.symbol,
    side: trade.isBuyer ? 'buy' : 'sell',
    clientOrderId,
    exchangeOrderId: String(trade.orderId),
    price: price(trade.price),
    quantity: quantity(trade.qty),
    fee: feeOf(trade.commissionAsset, trade.commission),
    at: trade.time,
  };
}

function feeOf(asset: Asset, amount: string): Fill['fee'] {
  return { asset, quantity: quantity(amount) };
}

interface RequestFields {
  readonly symbol: MarketSymbol;
  readonly clientOrderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly origQty: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly price: string;
  readonly stopPrice?: string | undefined;
}

/** What was asked for, from what the exchange keeps of it; null for a type or a time in force that Steward does not send. */
export function readRequest(fields: RequestFields): OrderRequest | null {
  const common = {
    clientOrderId: fields.clientOrderId,
    symbol: fields.symbol,
    side: fields.side === 'BUY' ? ('buy' as const) : ('sell' as const),
    quantity: quantity(fields.origQty),
  };
  const stopPrice: Price = price(fields.stopPrice ?? '0');
  const timeInForce = TIMES_IN_FORCE[fields.timeInForce];
  switch (fields.type) {
    case 'MARKET':
      return { ...common, type: 'market' };
    case 'LIMIT':
      return timeInForce === undefined ? null : { ...common, type: 'limit', price: price(fields.price), timeInForce };
    case 'STOP_LOSS':
      return { ...common, type: 'stop-loss', stopPrice };
    case 'TAKE_PROFIT':
      return { ...common, type: 'take-profit', stopPrice };
    case 'STOP_LOSS_LIMIT':
      return timeInForce === undefined
        ? null
        : { ...common, type: 'stop-loss-limit', stopPrice, price: price(fields.price), timeInForce };
    default:
      return null;
  }
}

const TIMES_IN_FORCE: Readonly<Record<string, TimeInForce>> = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok' };
