import { describe, expect, it } from 'vitest';
import { TradeHistoryFold } from '../../../src/report/stories/trade-history-fold.ts';
import { ENTERED, exitFilled, journalOf, sale, stopHit, type TimedFact } from './journal-fixture.ts';

function historyOf(facts: readonly TimedFact[], lengthMax = 10) {
  const fold = new TradeHistoryFold({ lengthMax });
  for (const entry of journalOf(facts)) fold.apply(entry);
  return fold.history();
}

describe('the trade history', () => {
  it('holds an order once, all its fills added up', () => {
    const { orders, roundTrips } = historyOf(ENTERED);
    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({ symbol: 'ETHUSDT', side: 'buy', reason: 'signal', proposalId: 'P1', sale: null });
    expect(orders[0]?.quantity.toFixed()).toBe('0.4776');
    expect(orders[0]?.value.toFixed()).toBe('1199.964');
    expect(roundTrips).toEqual([]);
  });

  it('closes a round trip at what was paid and received, commissions included', () => {
    const { roundTrips } = historyOf([...ENTERED, ...exitFilled(60)]);
    expect(roundTrips).toHaveLength(1);
    expect(roundTrips[0]).toMatchObject({ symbol: 'ETHUSDT', endedByStop: false });
    // 0.4771 * 2600 - 1.16 - 1199.964
    expect(roundTrips[0]?.pnl.toFixed()).toBe('39.336');
    expect(roundTrips[0]?.costBasis.toFixed()).toBe('1199.964');
  });

  it('knows that a stop ended a round trip', () => {
    expect(historyOf([...ENTERED, ...stopHit(90)]).roundTrips[0]?.endedByStop).toBe(true);
  });

  it('counts a position of less than can be sold as closed', () => {
    const dust = sale({
      minute: 90,
      clientOrderId: 'st-C-ETHUSDT-x1-1',
      price: '2500',
      proposalId: null,
      reason: 'close-command',
      quantity: '0.477',
    });
    expect(historyOf([...ENTERED, ...dust]).roundTrips).toHaveLength(1);
  });

  it('keeps the newest only', () => {
    const { orders } = historyOf([...ENTERED, ...stopHit(90)], 1);
    expect(orders.map(({ reason }) => reason)).toEqual(['protection']);
  });

  it('ignores other books', () => {
    const fold = new TradeHistoryFold({ lengthMax: 10 });
    for (const entry of journalOf(ENTERED)) fold.apply({ ...entry, bookId: 'shadow-1' });
    expect(fold.history().orders).toEqual([]);
  });
});
