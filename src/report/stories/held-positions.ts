import {
  add,
  notional,
  price,
  type Quantity,
  type QuoteAmount,
  quantity,
  quoteAmount,
  scale,
  smallest,
  subtract,
  ZERO_QUANTITY,
  ZERO_QUOTE,
} from '../../domain/decimal.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol, QUOTE_ASSET } from '../../domain/market-symbol.ts';
import type { RoundTrip } from '../../domain/position.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Coins worth less than this, in USDT, cannot be sold on the exchange: a position of them counts as closed. */
const DUST_VALUE_MAX = 5;

/** A position as messages tell of it, at its average cost, commissions included. */
export interface HeldPosition {
  readonly symbol: MarketSymbol;
  readonly quantity: Quantity;
  readonly cost: QuoteAmount;
  readonly openedAt: EpochMs;
  /** Of this round trip: all that was bought, and what its sales realised. */
  readonly boughtCost: QuoteAmount;
  readonly realisedPnl: QuoteAmount;
}

/** What a sale did to a position. */
export interface Sale {
  readonly openedAt: EpochMs;
  readonly cost: QuoteAmount;
  readonly pnl: QuoteAmount;
  readonly remaining: Quantity;
  /** Null while coins of the position are left. */
  readonly roundTrip: RoundTrip | null;
}

/**
 * Positions by their fills alone, for telling: what a sale earned against the average cost. The books of record are the ledger's;
 * over a whole round trip the two agree.
 */
export class HeldPositions {
  readonly #held = new Map<MarketSymbol, HeldPosition>();

  /** Null when nothing is held, or no more than dust. */
  of(symbol: MarketSymbol): HeldPosition | null {
    return this.#held.get(symbol) ?? null;
  }

  get symbols(): readonly MarketSymbol[] {
    return [...this.#held.keys()];
  }

  /** @returns what a sale did; null for a purchase. */
  apply(booked: FactOf<'fill-booked'>): Sale | null {
    if (booked.fill.side === 'sell') return this.#sell(booked);
    this.#buy(booked);
    return null;
  }

  /** Coins that came or went without a trade: what comes costs nothing, what goes takes its share of the cost along. */
  applyTransfer({ asset, quantity: moved, why }: FactOf<'transfer-booked'>, at: EpochMs): void {
    if (asset === QUOTE_ASSET || why === 'fee-coin') return;
    const symbol: MarketSymbol = `${asset}USDT`;
    const coins = quantity(quantity(moved).abs());
    if (why === 'deposit') this.#add(symbol, { coins, cost: ZERO_QUOTE, at });
    else this.#remove(symbol, coins);
  }

  #remove(symbol: MarketSymbol, coins: Quantity): void {
    const before = this.#held.get(symbol);
    if (before === undefined) return;
    const remaining = subtract(before.quantity, smallest(coins, before.quantity));
    if (remaining.isZero()) this.#held.delete(symbol);
    else this.#held.set(symbol, { ...before, quantity: remaining, cost: scale(before.cost, remaining.div(before.quantity)) });
  }

  #buy({ fill, feeValue }: FactOf<'fill-booked'>): void {
    const { symbol } = fill;
    const feeInCoins = fill.fee.asset === baseAssetOf(symbol);
    const arrived = feeInCoins ? subtract(quantity(fill.quantity), quantity(fill.fee.quantity)) : quantity(fill.quantity);
    const paid = notional(price(fill.price), quantity(fill.quantity));
    const cost = feeInCoins ? paid : add(paid, quoteAmount(feeValue ?? 0));
    this.#add(symbol, { coins: arrived, cost, at: fill.at });
  }

  #add(
    symbol: MarketSymbol,
    { coins, cost, at }: { readonly coins: Quantity; readonly cost: QuoteAmount; readonly at: EpochMs },
  ): void {
    const before = this.#held.get(symbol) ?? {
      quantity: ZERO_QUANTITY,
      cost: ZERO_QUOTE,
      boughtCost: ZERO_QUOTE,
      realisedPnl: ZERO_QUOTE,
      openedAt: at,
    };
    this.#held.set(symbol, {
      ...before,
      symbol,
      quantity: add(before.quantity, coins),
      cost: add(before.cost, cost),
      boughtCost: add(before.boughtCost, cost),
    });
  }

  #sell({ fill, feeValue, reason }: FactOf<'fill-booked'>): Sale {
    const { symbol, at } = fill;
    const sold = quantity(fill.quantity);
    const proceeds = subtract(notional(price(fill.price), sold), quoteAmount(feeValue ?? 0));
    const before = this.#held.get(symbol);
    if (before === undefined) return { openedAt: at, cost: proceeds, pnl: ZERO_QUOTE, remaining: ZERO_QUANTITY, roundTrip: null };
    const cost = scale(before.cost, smallest(sold, before.quantity).div(before.quantity));
    const pnl = subtract(proceeds, cost);
    const remaining = subtract(before.quantity, smallest(sold, before.quantity));
    const { openedAt, boughtCost } = before;
    const realisedPnl = add(before.realisedPnl, pnl);
    if (notional(price(fill.price), remaining).gte(DUST_VALUE_MAX)) {
      this.#held.set(symbol, { ...before, quantity: remaining, cost: subtract(before.cost, cost), realisedPnl });
      return { openedAt, cost, pnl, remaining, roundTrip: null };
    }
    this.#held.delete(symbol);
    const roundTrip = {
      symbol,
      openedAt,
      closedAt: at,
      pnl: realisedPnl,
      costBasis: boughtCost,
      endedByStop: reason === 'protection',
    };
    return { openedAt, cost, pnl, remaining, roundTrip };
  }
}
