import { describe, expect, it } from 'vitest';
import { price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import type { OrderState } from '../../src/domain/order.ts';
import type { Book } from '../../src/domain/position.ts';
import { fillBookedFact, stateFacts } from '../../src/execution/order-facts.ts';
import { OrderTracker } from '../../src/execution/order-tracker.ts';
import type { PlannedOrder } from '../../src/execution/plan-order.ts';
import { type AccountReading, type ReconcileInput, reconcile } from '../../src/execution/reconcile.ts';
import type { Balance } from '../../src/ports/exchange.ts';
import { entryOf, fillOf, NOW, plannedOrder, plannedStop, positionOf, reportOf } from './execution-fixtures.ts';

const STOP = plannedStop();
const STOP_ID = STOP.intent.clientOrderId;
const STOP_REQUEST = STOP.intent.request.order;
const ENTRY = plannedOrder();
const ENTRY_REQUEST = ENTRY.intent.request.order;

function trackerOf(...orders: readonly (readonly [PlannedOrder, OrderState | null])[]): OrderTracker {
  const tracker = new OrderTracker();
  for (const [{ intent }, state] of orders) {
    tracker.apply(entryOf({ kind: 'order-intended', intent: encode(intent) }));
    const order = tracker.order(intent.clientOrderId);
    if (order !== null && state !== null) for (const fact of stateFacts(order, state)) tracker.apply(entryOf(fact));
  }
  return tracker;
}

function exchangeState(tag: 'open' | 'filled' | 'cancelled', filled = '0'): OrderState {
  return { tag, exchangeOrderId: '9001', filledQuantity: quantity(filled) };
}

const BOOK: Book = {
  bookId: 'main',
  capital: quoteAmount('10000'),
  cash: quoteAmount('5800'),
  positions: [positionOf('0.1')],
  realisedPnl: quoteAmount('0'),
  feesPaid: quoteAmount('0'),
  feeCoins: { BNB: quantity('0.5') },
  dust: {},
};

function balance(asset: string, free: string, locked = '0'): Balance {
  return { asset, free: quantity(free), locked: quantity(locked) };
}

const BALANCES = [balance('USDT', '5800'), balance('BTC', '0', '0.1'), balance('BNB', '0.5')];
const RESTING = trackerOf([STOP, exchangeState('open')]);

function differences(account: Partial<AccountReading>, changes: Partial<ReconcileInput> = {}): unknown {
  return encode(
    reconcile({
      orders: RESTING,
      book: BOOK,
      account: { openOrders: [reportOf(STOP_REQUEST)], fills: [], balances: BALANCES, ...account },
      orderPrefix: 'steward',
      accountIsShared: false,
      ...changes,
    }),
  );
}

const key = { symbol: 'BTCUSDT', clientOrderId: STOP_ID };

describe('reconcile', () => {
  it('finds nothing where books and exchange agree', () => {
    expect(differences({})).toEqual([]);
  });

  it('finds that an open order went further', () => {
    const report = reportOf(STOP_REQUEST, { filledQuantity: quantity('0.03') });
    expect(differences({ openOrders: [report] })).toMatchObject([
      { kind: 'order-progressed', report: { filledQuantity: '0.03' } },
    ]);
  });

  it('takes the latest of several reports of one order', () => {
    const earlier = reportOf(STOP_REQUEST, { filledQuantity: quantity('0.01'), updatedAt: NOW + 1 });
    const later = reportOf(STOP_REQUEST, { filledQuantity: quantity('0.03'), updatedAt: NOW + 2 });
    expect(differences({ openOrders: [earlier, later] })).toMatchObject([{ report: { filledQuantity: '0.03' } }]);
  });

  it('expects residues that were written off to be on the account still', () => {
    const balances = [balance('USDT', '5800'), balance('BTC', '0.00001', '0.1'), balance('BNB', '0.5')];
    expect(differences({ balances }, { book: { ...BOOK, dust: { BTC: quantity('0.00001') } } })).toEqual([]);
  });

  it('finds an order in doubt on the exchange', () => {
    const account = { openOrders: [reportOf(STOP_REQUEST)] };
    expect(differences(account, { orders: trackerOf([STOP, null]) })).toMatchObject([{ kind: 'order-progressed' }]);
  });

  it.each([
    ['open', exchangeState('open')],
    ['in doubt', null],
  ])('misses an order that is %s with us and not open there', (_, state) => {
    expect(differences({ openOrders: [] }, { orders: trackerOf([STOP, state]) })).toEqual([{ kind: 'order-missing', ...key }]);
  });

  it('misses the fills of an order that filled by its state, unless they are in the same reading', () => {
    const orders = trackerOf([STOP, exchangeState('filled', '0.1')]);
    const account = { openOrders: [], balances: BALANCES };
    expect(differences(account, { orders })).toEqual([{ kind: 'order-missing', ...key }]);
    const fills = [fillOf(STOP_REQUEST, { id: '3', quantity: '0.1' })];
    expect(differences({ ...account, fills }, { orders, book: { ...BOOK, positions: [] } })).not.toMatchObject([
      { kind: 'order-missing' },
    ]);
  });

  it('finds an order that is open although it ended with us', () => {
    expect(differences({}, { orders: trackerOf([STOP, exchangeState('cancelled')]) })).toMatchObject([{ kind: 'order-revived' }]);
  });

  it.each([
    ['with another prefix', 'web_1', 'other-prefix'],
    ['with our prefix that we never intended', 'steward-S-BTCUSDT-s9-6', 'not-in-journal'],
    ['whose prefix only begins like ours', 'steward2-S-BTCUSDT-s1-1', 'other-prefix'],
  ])('takes an order %s for foreign', (_, clientOrderId, why) => {
    const foreign = reportOf({ ...STOP_REQUEST, clientOrderId });
    expect(differences({ openOrders: [reportOf(STOP_REQUEST), foreign] })).toMatchObject([{ kind: 'order-foreign', why }]);
  });

  it('finds fills of own orders that are not booked, in the order of their time, and expects the balances after them', () => {
    const orders = trackerOf([STOP, exchangeState('open')], [ENTRY, exchangeState('filled', '0.1')]);
    orders.apply(entryOf(fillBookedFact(fillOf(ENTRY_REQUEST, { id: '1', quantity: '0.1' }), 'signal')));
    const fee = { asset: 'BNB', quantity: quantity('0.01') };
    const fills = [
      fillOf(STOP_REQUEST, { id: '12', quantity: '0.02', price: price('40000'), fee, at: NOW + 2 }),
      fillOf(STOP_REQUEST, { id: '9', quantity: '0.01', price: price('40000'), fee, at: NOW + 1 }),
      fillOf(ENTRY_REQUEST, { id: '1', quantity: '0.1' }),
      fillOf({ clientOrderId: 'web_1', side: 'buy' }, { id: '13', quantity: '1' }),
    ];
    const account = {
      openOrders: [reportOf(STOP_REQUEST)],
      fills,
      balances: [balance('USDT', '7000'), balance('BTC', '0', '0.07'), balance('BNB', '0.48')],
    };
    expect(differences(account, { orders })).toMatchObject([
      { kind: 'fill-unbooked', fill: { id: '9' } },
      { kind: 'fill-unbooked', fill: { id: '12' } },
    ]);
  });

  it.each([
    ['coins are missing', [balance('USDT', '5800'), balance('BTC', '0.06'), balance('BNB', '0.5')], 'BTC', '0.1', '0.06'],
    ['an asset is not there at all', [balance('USDT', '5800'), balance('BTC', '0.1')], 'BNB', '0.5', '0'],
    ['cash is missing', [balance('USDT', '5799.99'), balance('BTC', '0.1'), balance('BNB', '0.5')], 'USDT', '5800', '5799.99'],
    ['there is more than expected', [...BALANCES.slice(0, 2), balance('BNB', '0.51')], 'BNB', '0.5', '0.51'],
    ['there is an asset that nobody bought', [...BALANCES, balance('DOGE', '7')], 'DOGE', '0', '7'],
  ])('finds a drift when %s', (_, balances, asset, expected, actual) => {
    expect(differences({ balances })).toEqual([{ kind: 'balance-drift', asset, expected, actual }]);
  });

  it('finds too little alone where the user has own coins on the account', () => {
    const account = { balances: [balance('USDT', '99999'), balance('BTC', '0.09'), balance('BNB', '5'), balance('DOGE', '7')] };
    expect(differences(account, { accountIsShared: true })).toEqual([
      { kind: 'balance-drift', asset: 'BTC', expected: '0.1', actual: '0.09' },
    ]);
  });
});
