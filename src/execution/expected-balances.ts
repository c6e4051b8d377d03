import { add, negate, notional, type Quantity, quantity, scale, subtract, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { type Asset, baseAssetOf, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { Book } from '../domain/position.ts';
import type { Balance } from '../ports/exchange.ts';

/** What the account holds for a book: its cash, its positions, its fee coins and its dust, each coin as one sum. */
export function expectedBalances(book: Book, unbooked: readonly Fill[] = []): ReadonlyMap<Asset, Quantity> {
  const sums = new BalanceSums();
  sums.move(QUOTE_ASSET, quantity(book.cash));
  for (const position of book.positions) sums.move(baseAssetOf(position.symbol), position.quantity);
  for (const [asset, held] of [...Object.entries(book.feeCoins), ...Object.entries(book.dust)]) sums.move(asset, held);
  for (const fill of unbooked) {
    const direction = fill.side === 'buy' ? 1 : -1;
    sums.move(baseAssetOf(fill.symbol), scale(fill.quantity, direction));
    sums.move(QUOTE_ASSET, scale(quantity(notional(fill.price, fill.quantity)), -direction));
    sums.move(fill.fee.asset, negate(fill.fee.quantity));
  }
  return sums.amounts;
}

/** Free and locked together, whatever the order of the balances. */
export function totalsOf(balances: readonly Balance[]): ReadonlyMap<Asset, Quantity> {
  return new Map(balances.map(({ asset, free, locked }) => [asset, add(free, locked)]));
}

/**
 * What lies on a shared account beside the book. It changes by the user's doing alone: what the bot trades moves book and account alike,
 * and commissions that the user's coins paid for the bot are counted as if they were still there.
 * Less than nothing is what is missing of the book.
 *
 * @param input.assets  Those that are counted; the account may hold many more that are nobody's business here.
 */
export function outsideHoldings(input: {
  readonly book: Book;
  readonly feeCoinShortages: ReadonlyMap<Asset, Quantity>;
  readonly balances: readonly Balance[];
  readonly assets: readonly Asset[];
}): ReadonlyMap<Asset, Quantity> {
  const expected = expectedBalances(input.book);
  const actual = totalsOf(input.balances);
  return new Map(
    input.assets.map((asset) => {
      const there = add(actual.get(asset) ?? ZERO_QUANTITY, input.feeCoinShortages.get(asset) ?? ZERO_QUANTITY);
      return [asset, subtract(there, expected.get(asset) ?? ZERO_QUANTITY)];
    }),
  );
}

class BalanceSums {
  readonly amounts = new Map<Asset, Quantity>();

  move(asset: Asset, amount: Quantity): void {
    this.amounts.set(asset, add(this.amounts.get(asset) ?? ZERO_QUANTITY, amount));
  }
}
