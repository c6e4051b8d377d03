import { Decimal } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { VenueAccount } from '../../src/simulator/venue/venue-account.ts';
import type { VenueOrder } from '../../src/simulator/venue/venue-order.ts';

const ZERO = new Decimal(0);

/** What the bot owns by the exchange's own books: its trades are those of orders that carry its prefix. */
export class OwnBooks {
  readonly #account: VenueAccount;
  readonly #symbols: readonly MarketSymbol[];
  readonly #writtenOff: ReadonlyMap<string, Decimal>;
  readonly #read = new Map<MarketSymbol, number>();
  readonly #owned = new Map<MarketSymbol, Decimal>();
  #quote = ZERO;

  constructor(parts: {
    readonly account: VenueAccount;
    readonly symbols: readonly MarketSymbol[];
    /** What the bot has given up, by asset. */
    readonly writtenOff: ReadonlyMap<string, Decimal>;
  }) {
    this.#account = parts.account;
    this.#symbols = parts.symbols;
    this.#writtenOff = parts.writtenOff;
  }

  get symbols(): readonly MarketSymbol[] {
    return this.#symbols;
  }

  refresh(): void {
    for (const symbol of this.#symbols) {
      const trades = this.#account.tradesOf(symbol);
      for (const trade of trades.slice(this.#read.get(symbol) ?? 0)) {
        const order = this.#account.reads.orderNow(trade.orderId);
        if (!isOwn(order.clientOrderId)) continue;
        const sign = trade.isBuyer ? 1 : -1;
        const isBaseFee = trade.fee.asset === symbol.replace('USDT', '');
        const base = trade.quantity.times(sign).minus(isBaseFee ? trade.fee.quantity : 0);
        this.#owned.set(symbol, this.owned(symbol).plus(base));
        this.#quote = this.#quote.minus(trade.quote.times(sign)).minus(trade.fee.asset === 'USDT' ? trade.fee.quantity : 0);
      }
      this.#read.set(symbol, trades.length);
    }
  }

  /** Coins bought and not sold, commissions taken off. */
  owned(symbol: MarketSymbol): Decimal {
    return this.#owned.get(symbol) ?? ZERO;
  }

  /** What is owned, without what was too little to be sold and is given up. */
  held(symbol: MarketSymbol): Decimal {
    return this.owned(symbol).minus(this.#writtenOff.get(symbol.replace('USDT', '')) ?? 0);
  }

  /** What all trades together brought, or cost, in USDT. */
  get quoteChange(): Decimal {
    return this.#quote;
  }

  /** Own sales that wait for a price: what protects. */
  stopsOf(symbol: MarketSymbol): readonly VenueOrder[] {
    return this.#account.openOrders.filter(
      ({ clientOrderId, status, request }) =>
        isOwn(clientOrderId) &&
        request.symbol === symbol &&
        request.side === 'SELL' &&
        status !== 'PENDING_NEW' &&
        request.type.startsWith('STOP_LOSS'),
    );
  }

  /** How much of what is held can be sold at all now: whole steps, and worth as much as the exchange asks. */
  sellable(symbol: MarketSymbol): Decimal {
    const rules = this.#account.symbols.find((known) => known.symbol === symbol);
    const price = this.#account.market.lastTick(symbol, this.#account.now)?.price;
    if (rules === undefined || price === undefined) return ZERO;
    const { lotSize, notional } = rules.filters;
    const steps = this.held(symbol).div(lotSize.stepSize).floor().times(lotSize.stepSize);
    // A stop stands well below the price, and must itself be worth enough.
    const isWorthIt = steps.times(price).times(0.7).gte(notional.minNotional);
    return isWorthIt && steps.gte(lotSize.minQty) ? steps : ZERO;
  }
}

export function isOwn(clientOrderId: string): boolean {
  return clientOrderId.startsWith('stw-');
}
