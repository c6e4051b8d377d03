import { fraction, price, quantity, quoteAmount } from '../../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../../src/simulator/instrument-presets.ts';
import type { VenueListRequest } from '../../../src/simulator/venue/place-list.ts';
import { VenueAccount, type VenueAccountOptions } from '../../../src/simulator/venue/venue-account.ts';
import type { BookModel } from '../../../src/simulator/venue/venue-book.ts';
import type { VenueEvent } from '../../../src/simulator/venue/venue-events.ts';
import type { VenueOrder, VenueOrderRequest } from '../../../src/simulator/venue/venue-order.ts';
import { type VenueSymbol, venueSymbolOf } from '../../../src/simulator/venue/venue-symbol.ts';
import { type ScriptedCandle, ScriptedFuture } from '../scripted-future.ts';

export const START: EpochMs = Date.UTC(2026, 0, 1, 12);
/** Ask 100.10 and bid 99.90 at 100, one hundred coins on each of twenty levels. */
export const EVEN_BOOK: BookModel = {
  halfSpreadFraction: fraction('0.001'),
  levelStepFraction: fraction('0.0001'),
  levels: 20,
  levelVolumeFraction: fraction('0.0001'),
};
export const SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];

/** Hours that stand still at a price. */
export function flat(...prices: readonly number[]): readonly ScriptedCandle[] {
  return prices.map((value): ScriptedCandle => [value, value, value, value]);
}

export interface VenueRigOptions extends Partial<Omit<VenueAccountOptions, 'future' | 'symbols'>> {
  readonly hours?: Partial<Record<MarketSymbol, readonly (ScriptedCandle | null)[]>>;
  readonly change?: Partial<VenueSymbol>;
}

export function venueRig({ hours = {}, change = {}, ...options }: VenueRigOptions = {}) {
  const future = new ScriptedFuture();
  const scripted = { BTCUSDT: flat(100), ETHUSDT: flat(10), BNBUSDT: flat(500), ...hours };
  for (const [symbol, series] of Object.entries(scripted)) future.script(symbol as MarketSymbol, START, series ?? []);
  const symbols = instrumentsOf({ preset: 'spot-2026', symbols: SYMBOLS }).map((instrument) => ({
    ...venueSymbolOf(instrument),
    allowedSelfTradePreventionModes: ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'] as const,
    ...change,
  }));
  const venue = new VenueAccount({
    future,
    symbols,
    fees: DEFAULT_FEES,
    seed: 1,
    openedAt: START,
    balances: { USDT: '10000', BTC: '50' },
    book: EVEN_BOOK,
    ...options,
  });
  return {
    venue,
    future,
    /** To minutes after the start. */
    to: (minutes: number) => venue.advanceTo(START + minutes * 60_000),
    /** Places and answers the order as it stands afterwards. */
    place(request: VenueOrderRequest): VenueOrder {
      const placed = venue.placeOrder(request);
      if (placed.tag !== 'placed') throw new Error(JSON.stringify(placed));
      return venue.reads.orderNow(placed.orderId);
    },
    placeList(request: VenueListRequest): { readonly listId: number; readonly orderIds: readonly number[] } {
      const before = venue.eventsAfter(0).at(-1)?.sequence ?? 0;
      const placed = venue.placeList(request);
      if (placed.tag !== 'placed') throw new Error(JSON.stringify(placed));
      const told = venue.eventsAfter(before).find((event) => event.kind === 'list-status');
      return {
        listId: placed.orderListId,
        orderIds: told?.kind === 'list-status' ? told.orders.map(({ orderId }) => orderId) : [],
      };
    },
    refusal(request: VenueOrderRequest): string {
      const placed = venue.placeOrder(request);
      return placed.tag === 'refused' ? `${placed.refusal.code} ${placed.refusal.message}` : placed.tag;
    },
    order: (orderId: number) => venue.reads.orderNow(orderId),
    balance(asset: string): string {
      const found = venue.reads.balances().find((balance) => balance.asset === asset);
      return `${found?.free.toFixed() ?? 0} free, ${found?.locked.toFixed() ?? 0} locked`;
    },
  };
}

/** An order from plain numbers. */
export function order(
  request: Omit<VenueOrderRequest, 'symbol' | 'quantity' | 'price' | 'stopPrice' | 'quoteOrderQty' | 'icebergQty'> & {
    readonly symbol?: MarketSymbol;
    readonly quantity?: number | string;
    readonly price?: number | string;
    readonly stopPrice?: number | string;
    readonly quoteOrderQty?: number | string;
    readonly icebergQty?: number | string;
  },
): VenueOrderRequest {
  const { symbol = 'BTCUSDT', quantity: amount, price: limit, stopPrice, quoteOrderQty, icebergQty, ...rest } = request;
  return {
    symbol,
    ...rest,
    ...(amount === undefined ? {} : { quantity: quantity(amount) }),
    ...(limit === undefined ? {} : { price: price(limit) }),
    ...(stopPrice === undefined ? {} : { stopPrice: price(stopPrice) }),
    ...(quoteOrderQty === undefined ? {} : { quoteOrderQty: quoteAmount(quoteOrderQty) }),
    ...(icebergQty === undefined ? {} : { icebergQty: quantity(icebergQty) }),
  };
}

export const limit = (
  side: 'BUY' | 'SELL',
  amount: number,
  at: number,
  more: Partial<VenueOrderRequest> = {},
): VenueOrderRequest => ({
  ...order({ side, type: 'LIMIT', timeInForce: 'GTC', quantity: amount, price: at }),
  ...more,
});
export const market = (side: 'BUY' | 'SELL', amount: number, more: Partial<VenueOrderRequest> = {}): VenueOrderRequest => ({
  ...order({ side, type: 'MARKET', quantity: amount }),
  ...more,
});
export const maker = (side: 'BUY' | 'SELL', amount: number | undefined, at: number): VenueOrderRequest =>
  order({ side, type: 'LIMIT_MAKER', price: at, ...(amount === undefined ? {} : { quantity: amount }) });
export const stop = (side: 'BUY' | 'SELL', amount: number | undefined, at: number): VenueOrderRequest =>
  order({ side, type: 'STOP_LOSS', stopPrice: at, ...(amount === undefined ? {} : { quantity: amount }) });

/** One line for each event, as short as it can be told. */
export function told(events: readonly VenueEvent[]): readonly string[] {
  return events.map((event) => {
    switch (event.kind) {
      case 'execution': {
        const { executionType, order: after, trade, isOnBook } = event;
        const amount = trade === null ? '' : ` l ${trade.quantity.toFixed()}`;
        const reason = after.expiryReason === null ? '' : ` ${after.expiryReason}`;
        return `#${after.orderId} ${executionType} ${after.status}${amount} z ${after.executedQuantity.toFixed()}${isOnBook ? ' w' : ''}${reason}`;
      }
      case 'list-status':
        return `list ${event.list.listStatusType} ${event.list.listOrderStatus}`;
      case 'account-position':
        return `position ${event.balances.map((balance) => balance.asset).join(' ')}`;
      default:
        return `${event.kind} ${event.asset} ${event.delta.toFixed()}`;
    }
  });
}
