import { ceilToStep, floorToStep, type Price, price, type Quantity, quantity, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/fill.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest, ExitTargetOrder, LimitOrder, OrderRequest, OrderSide, StopOrder } from '../../src/domain/order.ts';
import type { OrderListRequest } from '../../src/domain/order-list.ts';
import type { Exchange, PlaceResult } from '../../src/ports/exchange.ts';

/** The market on which a suite trades. */
export async function marketOf(
  name: string,
  { exchange, symbol }: { readonly exchange: Exchange; readonly symbol: MarketSymbol },
): Promise<Instrument> {
  const found = (await exchange.fetchInstruments()).find((instrument) => instrument.symbol === symbol);
  if (found === undefined) throw new Error(`${name} has no market ${symbol}`);
  return found;
}

/** Four times the smallest notional: large enough at any price that these tests move the market to. */
export function tradableQuantity(instrument: Instrument, mark: Price): Quantity {
  return ceilToStep(quantity(instrument.notionalMin.times(4).div(mark)), instrument.stepSize);
}

export function nearTick(mark: Price, factor: number, { tickSize }: Instrument): Price {
  return price(mark.times(factor).toNearest(tickSize));
}

export function accepted(result: PlaceResult): PlaceResult & { readonly tag: 'accepted' } {
  if (result.tag !== 'accepted') throw new Error(`expected an accepted order, got ${JSON.stringify(result)}`);
  return result;
}

export function total(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce((sum, each) => quantity(sum.plus(each)), ZERO_QUANTITY);
}

export function textsOf(balances: readonly { readonly asset: string; readonly free: Quantity; readonly locked: Quantity }[]) {
  return balances.map(({ asset, free, locked }) => `${asset} ${free.toFixed()} ${locked.toFixed()}`);
}

/** What an entry's fills leave to sell: net of what the exchange took of the coins, in whole steps. */
export function sellable(fills: readonly Fill[], { baseAsset, stepSize }: Instrument): Quantity {
  const taken = fills.filter(({ fee }) => fee.asset === baseAsset).map(({ fee }) => fee.quantity);
  return floorToStep(quantity(total(fills.map((fill) => fill.quantity)).minus(total(taken))), stepSize);
}

export function requestOf(order: OrderRequest): ExchangeRequest {
  return { kind: 'order', order };
}

/** Orders of one market, at prices relative to a mark. */
export function ordersAt(instrument: Instrument, mark: Price) {
  const basics = (clientOrderId: string, side: OrderSide) => ({
    clientOrderId,
    symbol: instrument.symbol,
    side,
    quantity: tradableQuantity(instrument, mark),
  });
  const at = (factor: number) => nearTick(mark, factor, instrument);
  const entry = (factor: number, timeInForce: LimitOrder['timeInForce']): LimitOrder => ({
    ...basics('entry', 'buy'),
    type: 'limit',
    price: at(factor),
    timeInForce,
  });
  const stop = (factor: number, clientOrderId = 'stop'): StopOrder => ({
    ...basics(clientOrderId, 'sell'),
    type: 'stop-loss',
    stopPrice: at(factor),
  });
  const target = (factor: number, clientOrderId = 'target'): ExitTargetOrder => ({
    ...basics(clientOrderId, 'sell'),
    type: 'take-profit',
    stopPrice: at(factor),
  });
  return {
    entry,
    stop,
    target,
    entryWithExits: (levels: {
      readonly entry: number;
      readonly timeInForce?: LimitOrder['timeInForce'];
      readonly stop: number;
      readonly target?: number;
    }): OrderListRequest => ({
      kind: 'entry-with-exits',
      listId: 'list',
      entry: entry(levels.entry, levels.timeInForce ?? 'gtc'),
      stop: stop(levels.stop),
      target: levels.target === undefined ? null : target(levels.target),
    }),
    stopWithTarget: (levels: { readonly stop: number; readonly target: number }): OrderListRequest => ({
      kind: 'stop-with-target',
      listId: 'list',
      stop: stop(levels.stop),
      target: target(levels.target),
    }),
  };
}
