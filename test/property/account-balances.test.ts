import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, type DecimalSource, type Quantity, quantity } from '../../src/domain/decimal.ts';
import { type JournalFact, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { type Asset, baseAssetOf, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { expectedBalances, outsideHoldings } from '../../src/execution/expected-balances.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import type { Balance } from '../../src/ports/exchange.ts';
import { entryOf, fillFact, openedFact, START } from '../portfolio/journal-builder.ts';

const ASSETS: readonly Asset[] = ['USDT', 'BTC', 'BNB'];
const CAPITAL = '1000';
/** Below it a residue is written off. */
const STEP = '0.001';

const units = (max: number) => fc.integer({ min: 1, max }).map((value) => new Decimal(value).div(100_000_000));

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('buy', 'buy', 'sell', 'sell-all', 'fee-coins', 'sweep' as const),
    symbol: fc.constantFrom<MarketSymbol>('BTCUSDT', 'BNBUSDT'),
    quantity: units(500_000_000),
    price: fc.integer({ min: 1, max: 99_999 }),
    feeIn: fc.constantFrom('received', 'bnb', 'bnb' as const),
    fee: units(300_000),
  }),
  { minLength: 1, maxLength: 30 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

/** An exchange's account by sums alone, which takes commissions as the exchange does: in BNB as far as there is enough, else from what was received. */
class Account {
  readonly totals: Map<Asset, Decimal>;
  readonly portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  #count = 0;

  constructor(outside: Readonly<Record<Asset, Decimal>>) {
    this.totals = new Map(ASSETS.map((asset) => [asset, outside[asset] ?? new Decimal(0)]));
    this.#move('USDT', CAPITAL);
    this.#record(openedFact(CAPITAL));
  }

  take(step: Step): void {
    const held = this.portfolio.position(step.symbol)?.quantity ?? new Decimal(0);
    if (step.kind === 'buy') this.#trade(step, 'buy', step.quantity);
    else if (step.kind === 'sell' && held.gt(0)) this.#trade(step, 'sell', Decimal.min(held, step.quantity));
    else if (step.kind === 'sell-all' && held.gte(STEP)) this.#trade(step, 'sell', held.toNearest(STEP, Decimal.ROUND_DOWN));
    else if (step.kind === 'fee-coins') {
      this.#move('BNB', step.fee);
      this.#record({ kind: 'transfer-booked', asset: 'BNB', quantity: step.fee.toFixed(), why: 'fee-coin' });
    } else if (held.gt(0) && held.lt(STEP)) {
      this.#record({ kind: 'transfer-booked', asset: baseAssetOf(step.symbol), quantity: held.toFixed(), why: 'dust' });
    }
  }

  get balances(): readonly Balance[] {
    return [...this.totals].map(([asset, total]) => ({ asset, free: quantity(total), locked: quantity(0) }));
  }

  #trade({ symbol, price, fee, feeIn }: Step, side: 'buy' | 'sell', traded: Decimal): void {
    const base = baseAssetOf(symbol);
    const sign = side === 'buy' ? 1 : -1;
    this.#move(base, traded.times(sign));
    this.#move('USDT', traded.times(price).times(-sign));
    const received = side === 'buy' ? base : 'USDT';
    const inBnb = feeIn === 'bnb' && this.#of('BNB').gte(fee);
    const feeAsset = inBnb ? 'BNB' : received;
    // A commission is a share of what is traded, never more than it.
    const most = feeAsset === received ? (side === 'buy' ? traded : traded.times(price)) : fee;
    const charged = Decimal.min(fee, most).toDecimalPlaces(8, Decimal.ROUND_DOWN);
    this.#move(feeAsset, charged.negated());
    const words = { id: String(this.#count), symbol, side, quantity: traded.toFixed(), price: String(price) };
    this.#record(fillFact({ ...words, fee: [charged.toFixed(), feeAsset], feeValue: '0.01', at: START + this.#count }));
  }

  #of(asset: Asset): Decimal {
    return this.totals.get(asset) ?? new Decimal(0);
  }

  #move(asset: Asset, amount: DecimalSource): void {
    this.totals.set(asset, this.#of(asset).plus(amount));
  }

  #record(fact: JournalFact): void {
    this.portfolio.apply(entryOf(fact, { at: START + this.#count }));
    this.#count += 1;
  }
}

function texts(amounts: ReadonlyMap<Asset, Quantity>): Record<Asset, string> {
  return Object.fromEntries(ASSETS.map((asset) => [asset, (amounts.get(asset) ?? new Decimal(0)).toFixed()]));
}

describe('the balances of an account, whatever is traded on it', () => {
  it('are those of the books to the last unit where the account is ours: BNB that is held, pays fees, or is dust is one sum', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const account = new Account({});
        for (const step of taken) {
          account.take(step);
          expect(texts(expectedBalances(account.portfolio.book))).toEqual(texts(account.totals as Map<Asset, Quantity>));
          expect(account.portfolio.feeCoinShortages.size).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("leave what lies beside the book as it was where the user's coins are there too, also when those pay the fees", () => {
    const outside = fc.record({ USDT: units(10_000_000), BTC: units(10_000_000), BNB: units(1_000_000) });
    fc.assert(
      fc.property(outside, steps, (users, taken) => {
        const account = new Account(users);
        for (const step of taken) {
          account.take(step);
          const { book, feeCoinShortages } = account.portfolio;
          const counted = outsideHoldings({ book, feeCoinShortages, balances: account.balances, assets: ASSETS });
          expect(texts(counted)).toEqual(texts(new Map(Object.entries(users)) as Map<Asset, Quantity>));
        }
      }),
      { numRuns: 300 },
    );
  });
});
