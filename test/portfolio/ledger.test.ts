import { describe, expect, it } from 'vitest';
import type { PortfolioManager } from '../../src/portfolio/portfolio-manager.ts';
import { bookAfter, fillFact, START, stopFact } from './journal-builder.ts';

const HOUR = 3_600_000;

/** What the case is about, as texts: decimals compare badly. */
function summary(portfolio: PortfolioManager, symbol: `${string}USDT` = 'BTCUSDT') {
  const { book } = portfolio;
  const position = portfolio.position(symbol);
  return {
    cash: book.cash.toFixed(),
    pnl: book.realisedPnl.toFixed(),
    fees: book.feesPaid.toFixed(),
    quantity: position?.quantity.toFixed() ?? null,
    cost: position?.costBasis.toFixed() ?? null,
  };
}

describe('a purchase', () => {
  it('without commission moves cash into a position at its price', () => {
    const portfolio = bookAfter(fillFact({ id: '1', side: 'buy', quantity: '2', price: '100' }));
    expect(summary(portfolio)).toEqual({ cash: '800', pnl: '0', fees: '0', quantity: '2', cost: '200' });
    expect(portfolio.position('BTCUSDT')?.averageCost.toFixed()).toBe('100');
  });

  it('with its commission in base receives less, so each unit costs more', () => {
    const portfolio = bookAfter(fillFact({ id: '1', side: 'buy', quantity: '2', price: '100', fee: ['0.4', 'BTC'] }));
    expect(summary(portfolio)).toEqual({ cash: '800', pnl: '0', fees: '40', quantity: '1.6', cost: '200' });
    expect(portfolio.position('BTCUSDT')?.averageCost.toFixed()).toBe('125');
    expect(portfolio.position('BTCUSDT')?.lots[0]?.unitCost.toFixed()).toBe('125');
  });

  it('with its commission in quote costs cash and raises the cost', () => {
    const portfolio = bookAfter(fillFact({ id: '1', side: 'buy', quantity: '2', price: '100', fee: ['0.2', 'USDT'] }));
    expect(summary(portfolio)).toEqual({ cash: '799.8', pnl: '0', fees: '0.2', quantity: '2', cost: '200.2' });
  });

  it('with its commission in fee coins uses those up and adds their value to the cost', () => {
    const portfolio = bookAfter(
      { kind: 'transfer-booked', asset: 'BNB', quantity: '1', why: 'fee-coin' },
      fillFact({ id: '1', side: 'buy', quantity: '2', price: '100', fee: ['0.0005', 'BNB'], feeValue: '0.15' }),
    );
    expect(summary(portfolio)).toEqual({ cash: '800', pnl: '0', fees: '0.15', quantity: '2', cost: '200.15' });
    expect(portfolio.book.feeCoins['BNB']?.toFixed()).toBe('0.9995');
    expect(portfolio.feeCoinsSpent.toFixed()).toBe('0.15');
  });

  it('of BNB with its commission in BNB receives less BNB and leaves the fee coins alone', () => {
    const portfolio = bookAfter(
      { kind: 'transfer-booked', asset: 'BNB', quantity: '1', why: 'fee-coin' },
      fillFact({ id: '1', symbol: 'BNBUSDT', side: 'buy', quantity: '2', price: '300', fee: ['0.002', 'BNB'] }),
    );
    expect(portfolio.position('BNBUSDT')?.quantity.toFixed()).toBe('1.998');
    expect(portfolio.book.feeCoins['BNB']?.toFixed()).toBe('1');
  });
});

describe('a sale', () => {
  const purchases = [
    fillFact({ id: '1', side: 'buy', quantity: '1', price: '100', at: START }),
    fillFact({ id: '2', side: 'buy', quantity: '1', price: '120', at: START + 1 }),
  ];

  it('takes the oldest lots first, while the average cost is for display', () => {
    const portfolio = bookAfter(...purchases, fillFact({ id: '3', side: 'sell', quantity: '1', price: '130', at: START + 2 }));
    expect(summary(portfolio)).toEqual({ cash: '910', pnl: '30', fees: '0', quantity: '1', cost: '120' });
    expect(
      bookAfter(...purchases)
        .position('BTCUSDT')
        ?.averageCost.toFixed(),
    ).toBe('110');
  });

  it('takes a part of a lot at that part of its cost', () => {
    const portfolio = bookAfter(...purchases, fillFact({ id: '3', side: 'sell', quantity: '1.5', price: '130', at: START + 2 }));
    expect(summary(portfolio)).toMatchObject({ pnl: '35', quantity: '0.5', cost: '60' });
  });

  it('pays its commission in quote out of the proceeds', () => {
    const sale = fillFact({ id: '3', side: 'sell', quantity: '2', price: '130', fee: ['0.26', 'USDT'], at: START + 2 });
    expect(summary(bookAfter(...purchases, sale))).toEqual({
      cash: '1039.74',
      pnl: '39.74',
      fees: '0.26',
      quantity: null,
      cost: null,
    });
  });

  it('of more than is owned never makes the quantity negative, and says what was oversold', () => {
    const portfolio = bookAfter(...purchases, fillFact({ id: '3', side: 'sell', quantity: '3', price: '100', at: START + 2 }));
    expect(summary(portfolio)).toMatchObject({ cash: '1080', quantity: null });
    expect(portfolio.oversold.get('BTCUSDT')?.toFixed()).toBe('1');
  });

  it('that is oversold is made good by the next purchase before anything is owned again', () => {
    const portfolio = bookAfter(
      fillFact({ id: '1', side: 'sell', quantity: '1', price: '100', at: START }),
      fillFact({ id: '2', side: 'buy', quantity: '3', price: '90', at: START + 1 }),
    );
    expect(summary(portfolio)).toMatchObject({ cash: '830', pnl: '10', quantity: '2', cost: '180' });
    expect(portfolio.oversold.size).toBe(0);
  });
});

describe('a commission in BNB', () => {
  const bnb = fillFact({ id: '1', symbol: 'BNBUSDT', side: 'buy', quantity: '1', price: '300', at: START });

  it('is taken from the BNB position when there are no fee coins, realising what those coins gained', () => {
    const portfolio = bookAfter(
      bnb,
      fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', fee: ['0.1', 'BNB'], feeValue: '40', at: START + 1 }),
    );
    expect(summary(portfolio, 'BNBUSDT')).toMatchObject({ quantity: '0.9', cost: '270', pnl: '10' });
    expect(portfolio.position('BTCUSDT')?.costBasis.toFixed()).toBe('140');
  });

  it('that exceeds the fee coins takes the rest from the position', () => {
    const portfolio = bookAfter(
      { kind: 'transfer-booked', asset: 'BNB', quantity: '0.05', why: 'fee-coin' },
      bnb,
      fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', fee: ['0.1', 'BNB'], feeValue: '40', at: START + 1 }),
    );
    expect(portfolio.book.feeCoins).toEqual({});
    expect(summary(portfolio, 'BNBUSDT')).toMatchObject({ quantity: '0.95', cost: '285', pnl: '5' });
    expect(portfolio.feeCoinsSpent.toFixed()).toBe('20');
  });

  it('that nothing can pay is a shortage, which later fee coins make good', () => {
    const fill = fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', fee: ['0.1', 'BNB'], feeValue: '40' });
    expect(bookAfter(fill).feeCoinShortages.get('BNB')?.toFixed()).toBe('0.1');
    const later = bookAfter(fill, { kind: 'transfer-booked', asset: 'BNB', quantity: '0.3', why: 'fee-coin' });
    expect(later.feeCoinShortages.size).toBe(0);
    expect(later.book.feeCoins['BNB']?.toFixed()).toBe('0.2');
  });

  it('of unknown value is listed as unknown and not counted as nothing', () => {
    const portfolio = bookAfter(
      fillFact({ id: '1', side: 'buy', quantity: '1', price: '100', fee: ['0.1', 'BNB'], feeValue: null }),
      fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', fee: ['0.1', 'USDT'] }),
    );
    expect(portfolio.unknownFees.map(({ fill }) => fill.id)).toEqual(['1']);
    expect(portfolio.book.feesPaid.toFixed()).toBe('0.1');
  });

  it('of a BNB sale comes on top of what is sold', () => {
    const portfolio = bookAfter(
      bnb,
      fillFact({ id: '2', symbol: 'BNBUSDT', side: 'sell', quantity: '0.5', price: '300', fee: ['0.01', 'BNB'], at: START + 1 }),
    );
    expect(summary(portfolio, 'BNBUSDT')).toMatchObject({ quantity: '0.49', cost: '147', fees: '3', pnl: '-3' });
  });
});

describe('a transfer', () => {
  it.each([
    ['a deposit of cash', '50', 'deposit', '1050', '50'],
    ['a withdrawal of cash, whatever its sign', '-50', 'withdrawal', '950', '-50'],
  ] as const)('is %s', (_name, quantity, why, cash, transfers) => {
    const portfolio = bookAfter({ kind: 'transfer-booked', asset: 'USDT', quantity, why });
    expect([portfolio.book.cash.toFixed(), portfolio.transfers.toFixed()]).toEqual([cash, transfers]);
  });

  it('of dust closes the position that was sold but for a residue, and writes its cost off', () => {
    const buy = fillFact({ id: '1', side: 'buy', quantity: '1', price: '100', at: START - 2 });
    const sell = fillFact({ id: '2', side: 'sell', quantity: '0.99', price: '110', reason: 'protection', at: START - 1 });
    const sold = bookAfter(buy, sell);
    expect(summary(sold)).toMatchObject({ quantity: '0.01', cost: '1' });
    expect(sold.roundTrips).toEqual([]);

    const flat = bookAfter(buy, sell, { kind: 'transfer-booked', asset: 'BTC', quantity: '0.01', why: 'dust' });
    expect(summary(flat)).toMatchObject({ quantity: null, pnl: '8.9' });
    expect(flat.roundTrips).toMatchObject([{ symbol: 'BTCUSDT', openedAt: START - 2, closedAt: START, endedByStop: true }]);
    expect(flat.roundTrips[0]?.pnl.toFixed()).toBe('8.9');
  });

  it('of coins out of the book takes them at their cost, without gain', () => {
    const buy = fillFact({ id: '1', side: 'buy', quantity: '1', price: '100' });
    const portfolio = bookAfter(buy, { kind: 'transfer-booked', asset: 'BTC', quantity: '0.25', why: 'withdrawal' });
    expect(summary(portfolio)).toMatchObject({ quantity: '0.75', cost: '75', pnl: '0' });
    expect(portfolio.transfers.toFixed()).toBe('-25');
  });

  it('of coins into the book adds a lot that cost nothing', () => {
    const portfolio = bookAfter({ kind: 'transfer-booked', asset: 'BTC', quantity: '0.25', why: 'deposit' });
    expect(summary(portfolio)).toEqual({ cash: '1000', pnl: '0', fees: '0', quantity: '0.25', cost: '0' });
  });
});

describe('a late fill', () => {
  it('is folded in its place, as if it had arrived in time', () => {
    const first = fillFact({ id: '9', side: 'buy', quantity: '1', price: '100', at: START });
    const second = fillFact({ id: '10', side: 'buy', quantity: '1', price: '200', at: START });
    const sale = fillFact({ id: '11', side: 'sell', quantity: '1', price: '150', at: START + HOUR });
    const inTime = summary(bookAfter(first, second, sale));
    expect(inTime).toMatchObject({ pnl: '50', cost: '200' });
    expect(summary(bookAfter(second, sale, first))).toEqual(inTime);
    expect(summary(bookAfter(sale, second, first, sale, first))).toEqual(inTime);
  });

  it('of a position that seemed flat brings its stop back', () => {
    const buy = fillFact({ id: '1', side: 'buy', quantity: '1', price: '100', at: START });
    const late = fillFact({ id: '2', side: 'buy', quantity: '1', price: '100', at: START + 1 });
    const sale = fillFact({ id: '3', side: 'sell', quantity: '1', price: '90', at: START + 2 });
    const position = bookAfter(buy, stopFact('95'), sale, late).position('BTCUSDT');
    expect([position?.quantity.toFixed(), position?.stopPrice?.toFixed()]).toEqual(['1', '95']);
  });
});

describe('a round trip', () => {
  it('runs from flat to flat, net of commissions, through partial sales', () => {
    const portfolio = bookAfter(
      fillFact({ id: '1', side: 'buy', quantity: '2', price: '100', fee: ['0.2', 'USDT'], at: START }),
      fillFact({ id: '2', side: 'sell', quantity: '1', price: '110', fee: ['0.1', 'USDT'], at: START + 1 }),
      fillFact({ id: '3', side: 'sell', quantity: '1', price: '80', fee: ['0.1', 'USDT'], reason: 'protection', at: START + 2 }),
      fillFact({ id: '4', side: 'buy', quantity: '1', price: '90', at: START + 3 }),
    );
    expect(portfolio.roundTrips).toHaveLength(1);
    expect(portfolio.roundTrips[0]).toMatchObject({ openedAt: START, closedAt: START + 2, endedByStop: true });
    expect(portfolio.roundTrips[0]?.pnl.toFixed()).toBe('-10.4');
    expect(portfolio.roundTrips[0]?.costBasis.toFixed()).toBe('200.2');
    expect(portfolio.position('BTCUSDT')?.openedAt).toBe(START + 3);
  });
});
