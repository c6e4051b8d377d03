import { describe, expect, it } from 'vitest';
import { memorySimulatorStore } from '../../support/memory-simulator-store.ts';
import { venueServerRig } from './venue-server-rig.ts';

const BID = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '90',
  newClientOrderId: 'mine',
};

describe('a served exchange with a store', () => {
  it('goes on with its orders, trades and balances where it ended', async () => {
    const store = memorySimulatorStore();
    const first = await venueServerRig({ store });
    await first.signed('POST', '/api/v3/order', BID);
    await first.signed('POST', '/api/v3/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' });
    const read = async (rig: typeof first) => [
      (await rig.signed('GET', '/api/v3/openOrders')).body,
      (await rig.signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' })).body,
      (await rig.signed('GET', '/api/v3/account')).body.balances,
    ];
    const before = await read(first);
    await first.close();
    const second = await venueServerRig({ store, balances: { USDT: '1' } });
    expect(await read(second)).toEqual(before);
    const next = await second.signed('POST', '/api/v3/order', { ...BID, newClientOrderId: 'next' });
    expect(next.body.orderId).toBeGreaterThan(before[0][0].orderId);
    await second.close();
  });
});
