import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, Decimal, subtract, ZERO_QUOTE } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { type JournalEntry, MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { entryOf, fillFact, openedFact, START } from '../portfolio/journal-builder.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'] as const;

const decimalText = (max: number, places: number) =>
  fc.integer({ min: 1, max }).map((units) => new Decimal(units).div(10 ** places).toFixed());

const feeAsset = fc.constantFrom('base', 'USDT', 'BNB');

/** Fills of three markets in any order of sides: oversold sequences are meant to occur. Times collide on purpose. */
const fillWords = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  quantity: decimalText(500_000, 5),
  price: decimalText(9_999_999, 4),
  feeMode: feeAsset,
  feeQuantity: decimalText(999, 8),
  feeValue: fc.option(decimalText(99_999, 7), { nil: null }),
  offset: fc.integer({ min: 0, max: 12 }),
  byStop: fc.boolean(),
});

const fillEntries = fc.array(fillWords, { minLength: 1, maxLength: 25 }).map((fills) =>
  fills.map((words, index) => {
    const fee = words.feeMode === 'base' ? words.symbol.slice(0, -4) : words.feeMode;
    const reason = words.byStop ? ('protection' as const) : ('signal' as const);
    const at = START + words.offset;
    return entryOf(fillFact({ ...words, id: String(index + 1), fee: [words.feeQuantity, fee], reason, at }), { at });
  }),
);

const transferEntries = fc.array(
  fc
    .record({
      asset: fc.constantFrom('USDT', 'BTC', 'BNB'),
      quantity: decimalText(50_000, 5),
      why: fc.constantFrom('deposit' as const, 'withdrawal' as const, 'dust' as const, 'fee-coin' as const),
      offset: fc.integer({ min: 0, max: 12 }),
    })
    .map(({ offset, ...transfer }) => entryOf({ kind: 'transfer-booked', ...transfer }, { at: START + offset })),
  { maxLength: 6 },
);

function foldOf(entries: readonly JournalEntry[]): PortfolioManager {
  const portfolio = new PortfolioManager({ bookId: MAIN_BOOK_ID });
  for (const entry of [entryOf(openedFact('1000')), ...entries]) portfolio.apply(entry);
  return portfolio;
}

/** Everything that the books say. */
function booksOf(portfolio: PortfolioManager): unknown {
  return encode({
    book: portfolio.book,
    roundTrips: portfolio.roundTrips,
    oversold: [...portfolio.oversold].sort(),
    shortages: [...portfolio.feeCoinShortages],
    unknownFees: portfolio.unknownFees,
    lastStopHitAt: [...portfolio.lastStopHitAt].sort(),
    tradedSymbols: [...portfolio.tradedSymbols].sort(),
    entries: portfolio.entriesOn(START),
  });
}

describe('the ledger', () => {
  it('conserves: cash + cost of positions - realised profit = capital + what was brought in, to the last digit', () => {
    fc.assert(
      fc.property(fillEntries, transferEntries, (fills, transfers) => {
        const portfolio = foldOf([...transfers, ...fills]);
        const { book } = portfolio;
        const cost = book.positions.reduce((sum, position) => add(sum, position.costBasis), ZERO_QUOTE);
        const left = subtract(add(book.cash, cost), book.realisedPnl);
        const right = add(add(book.capital, portfolio.transfers), portfolio.feeCoinsSpent);
        expect(left.toFixed()).toBe(right.toFixed());
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same books for any permutation and repetition of the same fills', () => {
    const shuffled = fillEntries.chain((fills) =>
      fc.tuple(
        fc.constant(fills),
        fc.shuffledSubarray(fills, { minLength: fills.length }),
        fc.array(fc.constantFrom(...fills), { maxLength: 5 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, transferEntries, ([fills, permuted, repeated], transfers) => {
        const inOrder = booksOf(foldOf([...transfers, ...fills]));
        expect(booksOf(foldOf([...permuted, ...transfers, ...repeated]))).toEqual(inOrder);
      }),
      { numRuns: 200 },
    );
  });

  it('owns of each coin exactly what came in minus what went out, never less than nothing', () => {
    fc.assert(
      fc.property(fillEntries, (fills) => {
        const portfolio = foldOf(fills);
        for (const symbol of SYMBOLS) {
          const asset = symbol.slice(0, -4);
          let net = new Decimal(0);
          for (const { fact } of fills) {
            if (fact.kind !== 'fill-booked') continue;
            if (fact.fill.symbol === symbol)
              net = fact.fill.side === 'buy' ? net.plus(fact.fill.quantity) : net.minus(fact.fill.quantity);
            if (fact.fill.fee.asset === asset) net = net.minus(fact.fill.fee.quantity);
          }
          const owned = portfolio.position(symbol)?.quantity ?? new Decimal(0);
          const owed = (portfolio.oversold.get(symbol) ?? new Decimal(0)).plus(portfolio.feeCoinShortages.get(asset) ?? 0);
          expect(owned.isNegative()).toBe(false);
          expect(owned.minus(owed).toFixed()).toBe(net.toFixed());
        }
      }),
      { numRuns: 200 },
    );
  });

  it('realises the same profit as lots matched unit by unit', () => {
    const wholeFills = fc.array(
      fc.record({ buys: fc.boolean(), units: fc.integer({ min: 1, max: 5 }), price: fc.integer({ min: 1, max: 99 }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(wholeFills, (steps) => {
        const queue: number[] = [];
        let profit = 0;
        const entries: JournalEntry[] = [];
        for (const [index, step] of steps.entries()) {
          const units = step.buys ? step.units : Math.min(step.units, queue.length);
          if (units === 0) continue;
          for (let unit = 0; unit < units; unit += 1) {
            if (step.buys) queue.push(step.price);
            else profit += step.price - (queue.shift() ?? Number.NaN);
          }
          const words = { id: String(index), quantity: String(units), price: String(step.price), at: START + index };
          entries.push(entryOf(fillFact({ ...words, side: step.buys ? 'buy' : 'sell' })));
        }
        const { book } = foldOf(entries);
        expect(book.realisedPnl.toNumber()).toBe(profit);
        expect(book.positions[0]?.costBasis.toNumber() ?? 0).toBe(queue.reduce((sum, unit) => sum + unit, 0));
      }),
      { numRuns: 200 },
    );
  });
});
