import { describe, expect, it } from 'vitest';
import { quoteAmount } from '../../src/domain/decimal.ts';
import { fillKey } from '../../src/domain/fill.ts';
import { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { bookAfter, entryOf, fillFact, markFact, openedFact, START, stopFact } from './journal-builder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BUY = fillFact({ id: '1', side: 'buy', quantity: '1', price: '100' });

describe('PortfolioManager', () => {
  it('starts with its capital in cash and no positions', () => {
    const portfolio = bookAfter();
    expect(portfolio.book.cash.toFixed()).toBe('1000');
    expect(portfolio.book.positions).toEqual([]);
    expect(portfolio.hasTraded).toBe(false);
    expect(portfolio.position('BTCUSDT')).toBeNull();
  });

  it("ignores another book's entries", () => {
    const portfolio = bookAfter();
    portfolio.apply(entryOf(BUY, { bookId: 'shadow' }));
    expect(portfolio.book.positions).toEqual([]);
    expect(portfolio.knownFill(fillKey(BUY.fill))).toBe(false);
  });

  it('ignores kinds that do not move the books', () => {
    const portfolio = bookAfter(BUY);
    const { book } = portfolio;
    portfolio.apply(entryOf({ kind: 'alert-resolved', key: 'clock' }));
    expect(portfolio.book).toBe(book);
  });

  it('counts a repeated fill once and knows it by its key', () => {
    const portfolio = bookAfter(BUY, BUY);
    expect(portfolio.book.cash.toFixed()).toBe('900');
    expect(portfolio.knownFill('BTCUSDT#1')).toBe(true);
    expect(portfolio.knownFill('ETHUSDT#1')).toBe(false);
  });

  it('lists positions in order of opening', () => {
    const eth = fillFact({ id: '1', symbol: 'ETHUSDT', side: 'buy', quantity: '1', price: '10', at: START - 1 });
    expect(bookAfter(BUY, eth).book.positions.map((position) => position.symbol)).toEqual(['ETHUSDT', 'BTCUSDT']);
  });
});

describe('the stop of a position', () => {
  it('is where it was set last, whether before or after the fill', () => {
    expect(bookAfter(stopFact('90'), BUY).position('BTCUSDT')?.stopPrice?.toFixed()).toBe('90');
    expect(bookAfter(BUY, stopFact('90'), stopFact('95')).position('BTCUSDT')?.stopPrice?.toFixed()).toBe('95');
  });

  it('is cleared when the position is flat, so that the next one starts without', () => {
    const sell = fillFact({ id: '2', side: 'sell', quantity: '1', price: '100', at: START + 1 });
    const again = fillFact({ id: '3', side: 'buy', quantity: '1', price: '100', at: START + 2 });
    const portfolio = bookAfter(BUY, stopFact('90'), sell, again);
    expect(portfolio.position('BTCUSDT')).toMatchObject({ stopPrice: null, targetPrice: null });
    portfolio.apply(entryOf({ kind: 'stop-set', symbol: 'BTCUSDT', stopPrice: '92', targetPrice: '120', by: 'P2' }));
    const position = portfolio.position('BTCUSDT');
    expect([position?.stopPrice?.toFixed(), position?.targetPrice?.toFixed()]).toEqual(['92', '120']);
  });

  it('stays while the position is only reduced', () => {
    const sell = fillFact({ id: '2', side: 'sell', quantity: '0.5', price: '100', at: START + 1 });
    expect(bookAfter(BUY, stopFact('90'), sell).position('BTCUSDT')?.stopPrice?.toFixed()).toBe('90');
  });
});

describe('trading activity', () => {
  it('counts entry orders by UTC day, several fills of one order once', () => {
    const portfolio = bookAfter(
      fillFact({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '10', at: START + DAY - 1 }),
      fillFact({ id: '2', order: 'b', side: 'buy', quantity: '1', price: '10', at: START + DAY }),
      fillFact({ id: '3', order: 'b', side: 'buy', quantity: '1', price: '10', at: START + DAY + 1 }),
      fillFact({ id: '4', order: 'c', side: 'sell', quantity: '1', price: '10', at: START + DAY + 2 }),
    );
    expect([portfolio.entriesOn(START), portfolio.entriesOn(START + DAY), portfolio.entriesOn(START + 2 * DAY)]).toEqual([
      1, 1, 0,
    ]);
  });

  it('adds up the commissions of a UTC day, a repeated fill once, and counts those of unknown value', () => {
    const first = fillFact({ id: '1', side: 'buy', quantity: '1', price: '100', fee: ['0.001', 'BTC'] });
    const portfolio = bookAfter(
      openedFact(),
      first,
      first,
      fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', fee: ['0.2', 'USDT'] }),
      fillFact({ id: '3', side: 'sell', quantity: '1', price: '100', fee: ['0.01', 'BNB'] }),
      fillFact({ id: '4', side: 'sell', quantity: '1', price: '100', fee: ['7', 'USDT'], at: START + DAY }),
    );
    expect(portfolio.feesOn(START)).toEqual({ paid: quoteAmount('0.3'), unknownCount: 1 });
    expect(portfolio.feesOn(START + DAY)).toEqual({ paid: quoteAmount('7'), unknownCount: 0 });
  });

  it('keeps which symbols were ever traded', () => {
    const sell = fillFact({ id: '2', side: 'sell', quantity: '1', price: '100', at: START + 1 });
    expect([...bookAfter(BUY, sell).tradedSymbols]).toEqual(['BTCUSDT']);
  });

  it('keeps when the newest stop was hit, in whatever order its fills arrive', () => {
    const later = fillFact({ id: '3', side: 'sell', quantity: '0.1', price: '90', reason: 'protection', at: START + HOUR });
    const earlier = fillFact({ id: '2', side: 'sell', quantity: '0.1', price: '90', reason: 'protection', at: START + 1 });
    const exit = fillFact({ id: '4', side: 'sell', quantity: '0.1', price: '90', reason: 'signal', at: START + 2 * HOUR });
    expect([...bookAfter(BUY, later, earlier, exit).lastStopHitAt]).toEqual([['BTCUSDT', START + HOUR]]);
  });
});

describe('equity marks', () => {
  function marked(...marks: readonly (readonly [at: number, equity: string])[]): PortfolioManager {
    const portfolio = bookAfter();
    for (const [at, equity] of marks) portfolio.apply(entryOf(markFact(equity), { at }));
    return portfolio;
  }

  it('start at the capital while there are none', () => {
    expect(marked().dayStartEquity(START).toFixed()).toBe('1000');
    expect(marked().peakEquity.toFixed()).toBe('1000');
  });

  it.each([
    ['the first mark of the day', START + DAY + 5 * HOUR, '1100'],
    ['the last mark before a day without marks', START + 3 * DAY, '1050'],
    ['the capital before the first mark', START - HOUR, '1000'],
    ['the first mark of a past day', START + HOUR, '900'],
  ])('give as the start of the day %s', (_name, now, expected) => {
    const portfolio = marked(
      [START, '900'],
      [START + HOUR, '950'],
      [START + DAY, '1100'],
      [START + DAY + HOUR, '1200'],
      [START + DAY + 2 * HOUR, '1050'],
    );
    expect(portfolio.dayStartEquity(now).toFixed()).toBe(expected);
  });

  it('give the newest day before, also when the clock had jumped back', () => {
    const portfolio = marked([START + DAY, '1100'], [START, '900']);
    expect(portfolio.dayStartEquity(START + 5 * DAY).toFixed()).toBe('1100');
  });

  it('give the highest equity so far, at least the capital', () => {
    expect(marked([START, '900'], [START + HOUR, '1300'], [START + DAY, '1100']).peakEquity.toFixed()).toBe('1300');
    expect(marked([START, '900']).peakEquity.toFixed()).toBe('1000');
  });

  it('are measured without transfers, so that a deposit hides no loss and a withdrawal is none', () => {
    const portfolio = marked([START, '1200'], [START + HOUR, '1100']);
    portfolio.apply(
      entryOf({ kind: 'transfer-booked', asset: 'USDT', quantity: '500', why: 'deposit' }, { at: START + 2 * HOUR }),
    );
    expect(portfolio.peakEquity.toFixed()).toBe('1700');
    expect(portfolio.dayStartEquity(START + 3 * HOUR).toFixed()).toBe('1700');
    portfolio.apply(entryOf(markFact('1600'), { at: START + 3 * HOUR }));
    portfolio.apply(
      entryOf({ kind: 'transfer-booked', asset: 'USDT', quantity: '700', why: 'withdrawal' }, { at: START + 4 * HOUR }),
    );
    expect(portfolio.peakEquity.toFixed()).toBe('1000');
  });
});

describe('a journal of two books', () => {
  it('gives each its own capital', () => {
    const shadow = new PortfolioManager({ bookId: 'shadow' });
    shadow.apply(entryOf(openedFact('1000')));
    shadow.apply(entryOf(openedFact('500'), { bookId: 'shadow' }));
    expect(shadow.book.capital.toFixed()).toBe('500');
  });
});
