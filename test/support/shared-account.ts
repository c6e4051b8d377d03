import { Decimal, type DecimalSource, price, quantity, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import type { Asset, MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest } from '../../src/domain/order.ts';
import type { Balance, Exchange, OrderKey, OrderReport, PlaceResult } from '../../src/ports/exchange.ts';
import { changedExchange } from './changed-exchange.ts';

const INSUFFICIENT = { code: -2010, message: 'Account has insufficient balance for requested action.' };

/**
 * What a user does by hand on the account that a bot trades on: coins that come and go, and orders of the user's own. The exchange refuses
 * the bot what is not there any more.
 */
export class SharedAccount {
  readonly #moved = new Map<Asset, Decimal>();
  readonly #orders = new Map<string, OrderReport>();
  /** Every order that the bot tried to cancel. */
  readonly cancelled: OrderKey[] = [];

  /** Coins come, or go when `amount` is negative. */
  move(asset: Asset, amount: DecimalSource): void {
    this.#moved.set(asset, (this.#moved.get(asset) ?? new Decimal(0)).plus(amount));
  }

  /** Rests until it is taken off. */
  putOrder(clientOrderId: string, symbol: MarketSymbol = 'BTCUSDT'): void {
    const common = { clientOrderId, symbol };
    this.#orders.set(clientOrderId, {
      ...common,
      exchangeOrderId: `9${this.#orders.size}`,
      request: { ...common, side: 'sell', type: 'limit', quantity: quantity('0.25'), price: price('90000'), timeInForce: 'gtc' },
      status: 'open',
      filledQuantity: ZERO_QUANTITY,
      expiryReason: null,
      updatedAt: 0,
    });
  }

  takeOrderOff(clientOrderId: string): void {
    this.#orders.delete(clientOrderId);
  }

  through(exchange: Exchange): Exchange {
    return changedExchange(exchange, {
      fetchBalances: async () => this.#balancesOf(await exchange.fetchBalances()),
      fetchOpenOrders: async () => [...(await exchange.fetchOpenOrders()), ...this.#orders.values()],
      place: (request) => this.#place(exchange, request),
      cancel: (key) => {
        this.cancelled.push(key);
        return exchange.cancel(key);
      },
    });
  }

  #balancesOf(balances: readonly Balance[]): readonly Balance[] {
    const added = [...this.#moved.keys()].filter((asset) => !balances.some((balance) => balance.asset === asset));
    const absent = added.map((asset) => ({ asset, free: ZERO_QUANTITY, locked: ZERO_QUANTITY }));
    return [...balances, ...absent].map((balance) => ({
      ...balance,
      free: quantity(balance.free.plus(this.#moved.get(balance.asset) ?? 0)),
    }));
  }

  async #place(exchange: Exchange, request: ExchangeRequest): Promise<PlaceResult> {
    const { order } = request;
    const asset = order.symbol.slice(0, -'USDT'.length);
    const balance = this.#balancesOf(await exchange.fetchBalances()).find((one) => one.asset === asset);
    const isCovered = order.side === 'buy' || balance?.free.gte(order.quantity) === true;
    return isCovered ? exchange.place(request) : { tag: 'rejected', ...INSUFFICIENT };
  }
}
