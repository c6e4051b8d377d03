import { Decimal, quantity, quoteAmount } from '../../domain/decimal.ts';
import { encode } from '../../domain/encoded.ts';
import { InvariantError } from '../../domain/invariant.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { decodeFacts, type SimulatorFact } from '../simulator-fact.ts';
import type { VenueFact } from './venue-fact.ts';
import type { ExpiryReason, VenueOrderRequest } from './venue-order.ts';

const VERSION = 2;
const UNREAD_LIST =
  'this account has order lists of the exchange of demo and paper, which the served exchange does not take over';

/** Facts that happened together: one record, so that all of them are kept or none. */
export function encodeVenueFacts(facts: readonly VenueFact[]): string {
  return JSON.stringify({ version: VERSION, facts: encode(facts) });
}

/**
 * Reads a record of this version, or one that the exchange of demo and paper wrote before there were versions.
 * @throws InvariantError for a version that this program does not know, and for an order list in a record without a version.
 */
export function decodeVenueFacts(record: string): readonly VenueFact[] {
  const parsed: unknown = JSON.parse(record);
  if (Array.isArray(parsed)) return decodeFacts(record).map(fromFirstVersion);
  const { version, facts } = parsed as { readonly version: number; readonly facts: readonly unknown[] };
  if (version !== VERSION) throw new InvariantError(`a simulator record has version ${version}; this program reads ${VERSION}`);
  return facts.map((fact) => withDecimals(fact) as VenueFact);
}

/** In facts, every text in plain decimal notation is a decimal, except under the names of ids. */
const DECIMAL_TEXT = /^-?\d+(\.\d+)?$/;
const TEXT_NAMES = ['clientOrderId', 'newClientOrderId', 'listClientOrderId', 'cancelId', 'asset', 'baseAsset', 'quoteAsset'];

function withDecimals(value: unknown): unknown {
  if (typeof value === 'string') return DECIMAL_TEXT.test(value) ? new Decimal(value) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withDecimals);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, TEXT_NAMES.includes(name) ? item : withDecimals(item)]),
  );
}

/** Old facts had no execution numbers: theirs are negative and derived, and never meet those of new facts. */
function fromFirstVersion(fact: SimulatorFact): VenueFact {
  switch (fact.kind) {
    case 'opened':
      return fact;
    case 'placed': {
      if (fact.list !== undefined) throw new InvariantError(UNREAD_LIST);
      const request = toVenueRequest(fact.request);
      const isWaiting = request.stopPrice !== undefined;
      return {
        kind: 'placed',
        at: fact.at,
        orderId: Number(fact.exchangeOrderId),
        executionId: -Number(fact.exchangeOrderId),
        orderListId: -1,
        clientOrderId: fact.request.clientOrderId,
        request,
        selfTradePreventionMode: 'EXPIRE_MAKER',
        quantity: fact.request.quantity,
        lockPrice: request.price ?? request.stopPrice ?? null,
        phase: isWaiting ? 'waiting' : 'working',
      };
    }
    case 'activated':
      throw new InvariantError(UNREAD_LIST);
    case 'triggered':
      return { kind: 'triggered', at: fact.at, orderId: Number(fact.exchangeOrderId), executionId: -1 };
    case 'filled':
      return {
        kind: 'traded',
        at: fact.at,
        orderId: Number(fact.fill.exchangeOrderId),
        executionId: -1,
        tradeId: Number(fact.fill.id),
        price: fact.fill.price,
        quantity: fact.fill.quantity,
        quote: quoteAmount(fact.fill.price.times(fact.fill.quantity)),
        isMaker: false,
        against: 'book',
        fee: { asset: fact.fill.fee.asset, quantity: quantity(fact.fill.fee.quantity) },
      };
    case 'closed':
      return {
        kind: 'closed',
        at: fact.at,
        orderId: Number(fact.exchangeOrderId),
        executionId: -1,
        closing:
          fact.status === 'cancelled'
            ? { status: 'CANCELED', cancelId: `cancel-${fact.exchangeOrderId}` }
            : { status: 'EXPIRED', reason: (fact.expiryReason ?? 'EXCHANGE_CANCELED') as ExpiryReason },
      };
  }
}

function toVenueRequest(order: OrderRequest): VenueOrderRequest {
  const common = {
    symbol: order.symbol,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    quantity: order.quantity,
    newClientOrderId: order.clientOrderId,
  } as const;
  switch (order.type) {
    case 'market':
      return { ...common, type: 'MARKET' };
    case 'limit':
      return { ...common, type: 'LIMIT', price: order.price, timeInForce: upperTimeInForce(order.timeInForce) };
    case 'stop-loss':
      return { ...common, type: 'STOP_LOSS', stopPrice: order.stopPrice };
    case 'take-profit':
      return { ...common, type: 'TAKE_PROFIT', stopPrice: order.stopPrice };
    case 'stop-loss-limit':
      return {
        ...common,
        type: 'STOP_LOSS_LIMIT',
        price: order.price,
        stopPrice: order.stopPrice,
        timeInForce: upperTimeInForce(order.timeInForce),
      };
  }
}

function upperTimeInForce(timeInForce: 'gtc' | 'ioc' | 'fok'): 'GTC' | 'IOC' | 'FOK' {
  return ({ gtc: 'GTC', ioc: 'IOC', fok: 'FOK' } as const)[timeInForce];
}
