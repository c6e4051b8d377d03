import type { RestRequest } from '../../src/simulator/server/rest-api.ts';

/** One order of a request as its bytes have it. */
export interface WireLeg {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: string;
  readonly type: string;
  /** Null for an order of a list that the exchange sizes itself. */
  readonly quantity: string | null;
  readonly price: string | null;
  readonly stopPrice: string | null;
  readonly timeInForce: string | null;
}

const SINGLE: readonly string[] = ['/api/v3/order', '/api/v3/order/cancelReplace'];
const PREFIXES = ['working', 'pending', 'pendingAbove', 'pendingBelow', 'above', 'below'] as const;

/** The orders that a request places; none for what places none. */
export function legsOf({ method, path, payload }: RestRequest): readonly WireLeg[] {
  if (method !== 'POST' || !path.startsWith('/api/v3/order')) return [];
  const values = new URLSearchParams(payload.query);
  const value = (name: string): string | null => values.get(name);
  const symbol = value('symbol') ?? '';
  if (SINGLE.includes(path)) {
    return [
      {
        clientOrderId: value('newClientOrderId') ?? '',
        symbol,
        side: value('side') ?? '',
        type: value('type') ?? '',
        quantity: value('quantity'),
        price: value('price'),
        stopPrice: value('stopPrice'),
        timeInForce: value('timeInForce'),
      },
    ];
  }
  return PREFIXES.filter((prefix) => value(`${prefix}Type`) !== null).map((prefix) => ({
    clientOrderId: value(`${prefix}ClientOrderId`) ?? '',
    symbol,
    side: value(`${prefix}Side`) ?? (prefix.startsWith('pending') ? value('pendingSide') : value('side')) ?? '',
    type: value(`${prefix}Type`) ?? '',
    quantity: value(`${prefix}Quantity`) ?? (prefix === 'above' || prefix === 'below' ? value('quantity') : null),
    price: value(`${prefix}Price`),
    stopPrice: value(`${prefix}StopPrice`),
    timeInForce: value(`${prefix}TimeInForce`),
  }));
}

/** The order that a request takes off the exchange; null for what takes none off. */
export function cancelledBy({ method, path, payload }: RestRequest): string | null {
  const values = new URLSearchParams(payload.query);
  if (method === 'DELETE') return values.get('origClientOrderId') ?? values.get('listClientOrderId') ?? `all of ${path}`;
  return path.endsWith('/cancelReplace') ? values.get('cancelOrigClientOrderId') : null;
}
