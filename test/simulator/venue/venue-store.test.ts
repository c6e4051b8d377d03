import { describe, expect, it } from 'vitest';
import { exchangeRig, limitOrder, MemoryStore, marketOrder, START as OLD_START, stopOrder } from '../exchange-rig.ts';
import { flat, limit, maker, market, order, stop, venueRig } from './venue-rig.ts';

const hours = { BTCUSDT: flat(100, 110, 106, 104, 85) };

describe('an account that is opened again', () => {
  function busy(store: MemoryStore) {
    const rig = venueRig({ hours, store, balances: { USDT: '100000', BTC: '50' } });
    rig.place(market('BUY', 1, { newClientOrderId: '12345' }));
    rig.place(limit('BUY', 1, 80));
    rig.place(order({ side: 'SELL', type: 'STOP_LOSS', quantity: 1, trailingDelta: 500 }));
    rig.placeList({ kind: 'OCO', pair: [maker('SELL', 2, 120), stop('SELL', 2, 90)] });
    rig.placeList({ kind: 'OPO', working: limit('BUY', 3, 101), pending: stop('SELL', undefined, 95) });
    rig.venue.changeSymbol('ETHUSDT', { status: 'HALT' });
    rig.venue.strike({ fault: 'price-jump', at: 0, symbol: 'ETHUSDT', factor: 2, forMs: 1e9 });
    return rig;
  }

  it.each([1, 61, 125])('goes on as if it had never closed, after %d minutes', (minutes) => {
    const store = new MemoryStore();
    const whole = busy(new MemoryStore());
    const first = busy(store);
    whole.to(minutes);
    first.to(minutes);
    for (const rig of [whole, first]) rig.place(limit('BUY', 1, 79));
    const second = venueRig({ hours, store: new MemoryStore(store.records), balances: { USDT: '1' } });
    expect(second.venue.symbols).toEqual(whole.venue.symbols);
    for (const rig of [whole, second]) rig.to(299);
    const seen = (rig: typeof whole) => ({
      orders: rig.venue.reads.allOrders('BTCUSDT', { limit: 100 }),
      trades: rig.venue.reads.trades('BTCUSDT', { limit: 100 }),
      balances: rig.venue.reads.balances(),
      price: rig.venue.market.lastTick('ETHUSDT', rig.venue.now - 4 * 3_600_000)?.price.toFixed(),
    });
    expect(seen(second)).toEqual(seen(whole));
    expect(second.venue.reads.order({ symbol: 'BTCUSDT', origClientOrderId: '12345' })).toMatchObject({ tag: 'found' });
  });
});

describe('a store from before there were versions', () => {
  it('opens with the same orders, trades and balances', async () => {
    const store = new MemoryStore();
    const old = exchangeRig(
      {
        BTCUSDT: [
          [100, 100, 100, 100],
          [100, 100, 100, 100],
        ],
      },
      { store },
    );
    await old.exchange.place(marketOrder({ id: 'bought', side: 'buy', quantity: 2 }));
    await old.exchange.place(limitOrder({ id: 'resting', side: 'buy', quantity: 1, price: 90 }));
    await old.exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: 1, stopPrice: 80 }));
    await old.exchange.place(limitOrder({ id: 'gone', side: 'buy', quantity: 1, price: 91 }));
    await old.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: 'gone' });
    const { venue, balance } = venueRig({ store, openedAt: OLD_START });
    expect(
      venue.reads
        .allOrders('BTCUSDT', { limit: 10 })
        .map((known) => `${known.clientOrderId} ${known.request.type} ${known.status}`),
    ).toEqual(['bought MARKET FILLED', 'resting LIMIT NEW', 'stop STOP_LOSS NEW', 'gone LIMIT CANCELED']);
    for (const asset of ['BTC', 'USDT']) {
      const { free, locked } = await old.balance(asset);
      expect(balance(asset)).toBe(`${free} free, ${locked} locked`);
    }
  });

  it('of a version that is not known is refused', () => {
    const store = new MemoryStore(['{"version":99,"facts":[]}']);
    expect(() => venueRig({ store })).toThrow('a simulator record has version 99');
  });
});
