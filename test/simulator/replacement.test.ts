import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { ExchangeRequest } from '../../src/domain/order.ts';
import type { ExchangeFaults, PlacingRequest } from '../../src/simulator/faults.ts';
import {
  entryWithExits,
  exchangeRig,
  MemoryStore,
  MINUTES,
  marketOrder,
  type RigOptions,
  START,
  stopOrder,
  stopWithTarget,
} from './exchange-rig.ts';

const CALM = [42_000, 41_900, 42_200, 42_100] as const;
const FALL = [42_000, 40_000, 42_200, 42_100] as const;
const key = (clientOrderId: string) => ({ symbol: 'BTCUSDT', clientOrderId }) as const;
const stop = (id: string, stopPrice: string, quantity = '0.4') => stopOrder({ id, side: 'sell', quantity, stopPrice });
const UNKNOWN = { tag: 'outcome-unknown', cause: 'no answer in time' };

async function rigWithStop(options: RigOptions = {}) {
  const rig = exchangeRig({ BTCUSDT: [FALL] }, { balances: { USDT: '10000', BTC: '1' }, ...options });
  await rig.exchange.place(stop('old', '41000'));
  const openIds = async () => (await rig.exchange.fetchOpenOrders()).map((report) => report.clientOrderId);
  return { ...rig, openIds, replaceOld: (place: ExchangeRequest) => rig.exchange.replace({ cancel: key('old'), place }) };
}

describe('a replacement', () => {
  it('can go on under the id of the order that it replaces', async () => {
    const rig = await rigWithStop();
    expect(await rig.replaceOld(stop('old', '41500'))).toMatchObject({
      cancel: { tag: 'cancelled', report: { exchangeOrderId: '1' } },
      place: { tag: 'accepted', report: { exchangeOrderId: '2' } },
    });
    expect(await rig.exchange.fetchOrder(key('old'))).toMatchObject({ exchangeOrderId: '2', status: 'open' });
  });

  it('is one record: both halves or nothing', async () => {
    const store = new MemoryStore();
    const rig = await rigWithStop({ store });
    await rig.replaceOld(marketOrder({ id: 'new', side: 'sell', quantity: '0.4' }));
    expect(store.records).toHaveLength(3);
  });

  it('frees for the new order what the old one held', async () => {
    const rig = await rigWithStop();
    expect(await rig.replaceOld(stop('new', '41000', '1'))).toMatchObject({ place: { tag: 'accepted' } });
    expect(await rig.balance('BTC')).toEqual({ free: '0', locked: '1' });
  });

  it('under the id of another open order cancels, and is rejected as duplicate', async () => {
    const rig = await rigWithStop();
    await rig.exchange.place(stop('taken', '41000'));
    expect(await rig.replaceOld(stop('taken', '41500'))).toMatchObject({
      cancel: { tag: 'cancelled' },
      place: { tag: 'rejected', code: -2010, message: 'Duplicate order sent.' },
    });
    expect(await rig.openIds()).toEqual(['taken']);
  });

  it('is refused before the cancellation where the open orders, the old one included, leave no room', async () => {
    const rig = await rigWithStop();
    for (const id of ['2', '3', '4', '5']) await rig.exchange.place(stop(id, '41000', '0.1'));
    const refused = { tag: 'rejected', code: -1013, message: 'Filter failure: MAX_NUM_ALGO_ORDERS' };
    expect(await rig.replaceOld(stop('new', '41500'))).toEqual({ cancel: refused, place: refused });
    expect(await rig.openIds()).toEqual(['old', '2', '3', '4', '5']);
  });

  it('is refused where the market does not offer it, or is unknown', async () => {
    const rig = await rigWithStop();
    const instruments = (await rig.exchange.fetchInstruments()).map((each) => ({ ...each, capabilities: [] }));
    const plain = await rigWithStop({ instruments });
    const refused = { tag: 'rejected', code: -2010, message: 'Order cancel-replace is not supported for this symbol.' };
    expect(await plain.replaceOld(stop('new', '41500'))).toEqual({
      cancel: refused,
      place: refused,
    });
    const elsewhere = stopOrder({ id: 'new', symbol: 'DOGEUSDT', side: 'sell', quantity: '1', stopPrice: '1' });
    expect(await rig.exchange.replace({ cancel: { symbol: 'DOGEUSDT', clientOrderId: 'old' }, place: elsewhere })).toMatchObject({
      cancel: { code: -1121 },
      place: { code: -1121 },
    });
  });

  it('of an order by one of another market is no request at all', async () => {
    const rig = await rigWithStop();
    const elsewhere = stopOrder({ id: 'new', symbol: 'ETHUSDT', side: 'sell', quantity: '1', stopPrice: '1' });
    await expect(rig.replaceOld(elsewhere)).rejects.toThrow(InvariantError);
  });

  it('comes too late for an order that the market has just reached', async () => {
    const rig = await rigWithStop();
    rig.clock.moveTo(START + 30 * MINUTES);
    expect(await rig.replaceOld(stop('new', '40500'))).toEqual({ cancel: { tag: 'not-open' }, place: { tag: 'not-attempted' } });
    expect(await rig.exchange.fetchOrder(key('old'))).toMatchObject({ status: 'filled' });
    expect(await rig.exchange.fetchOrder(key('new'))).toBeNull();
  });
});

describe('a fault of the way', () => {
  it('to a list sees its first order, and can keep it until later', async () => {
    const seen: PlacingRequest[] = [];
    const faults: ExchangeFaults = {
      beforePlace: (request) => {
        seen.push(request);
        return { delayMs: 5 * MINUTES };
      },
    };
    const rig = exchangeRig({ BTCUSDT: [CALM] }, { faults });
    const list = entryWithExits({ quantity: '0.1', price: '42100', stopPrice: '41000' });
    expect(await rig.exchange.placeList(list)).toEqual(UNKNOWN);
    expect(seen).toMatchObject([{ kind: 'list', order: { clientOrderId: 'entry' }, list }]);
    expect(await rig.exchange.fetchOrder(key('stop'))).toBeNull();
    rig.advance({ minutes: 6 });
    expect(await rig.exchange.fetchOrder(key('stop'))).toMatchObject({ status: 'open', updatedAt: START + 5 * MINUTES });
  });

  it('can refuse a list before the engine sees it', async () => {
    const refusal = { code: -1015, message: 'Too many new orders.' };
    const rig = exchangeRig(
      { BTCUSDT: [CALM] },
      { balances: { BTC: '1' }, faults: { beforePlace: () => ({ reject: refusal }) } },
    );
    const list = stopWithTarget({ quantity: '0.4', stopPrice: '41000', targetPrice: '44000' });
    expect(await rig.exchange.placeList(list)).toEqual({ tag: 'rejected', ...refusal });
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
  });

  const onReplacement = (faults: ExchangeFaults): ExchangeFaults => ({
    beforePlace: (request) => (request.kind === 'replacement' ? (faults.beforePlace?.(request) ?? null) : null),
    beforeCancel: faults.beforeCancel ?? (() => null),
  });
  const refusal = { code: -1021, message: 'Timestamp for this request is outside of the recvWindow.' };
  const rejected = { tag: 'rejected', ...refusal };

  const ways: readonly (readonly [way: string, faults: ExchangeFaults, expected: unknown, open: readonly string[]])[] = [
    ['lost on its way', { beforePlace: () => 'lose-request' }, { cancel: UNKNOWN, place: UNKNOWN }, ['old']],
    ['whose answer is lost', { beforePlace: () => 'lose-reply' }, { cancel: UNKNOWN, place: UNKNOWN }, ['new']],
    ['refused before the engine', { beforePlace: () => ({ reject: refusal }) }, { cancel: rejected, place: rejected }, ['old']],
    ['whose cancellation is lost', { beforeCancel: () => 'lose-request' }, { cancel: UNKNOWN, place: UNKNOWN }, ['old']],
    ['whose cancellation’s answer is lost', { beforeCancel: () => 'lose-reply' }, { cancel: UNKNOWN, place: UNKNOWN }, ['new']],
    [
      'whose cancellation is refused',
      { beforeCancel: () => ({ reject: refusal }) },
      { cancel: rejected, place: { tag: 'not-attempted' } },
      ['old'],
    ],
  ];

  it.each(ways)('meets a replacement %s', async (_, faults, expected, open) => {
    const rig = await rigWithStop({ faults: onReplacement(faults) });
    expect(await rig.replaceOld(stop('new', '41500'))).toEqual(expected);
    expect(await rig.openIds()).toEqual(open);
  });

  it('lets a replacement arrive after its answer was given up', async () => {
    const rig = await rigWithStop({ faults: onReplacement({ beforePlace: () => ({ delayMs: 2 * MINUTES }) }) });
    expect(await rig.replaceOld(stop('new', '41000'))).toEqual({ cancel: UNKNOWN, place: UNKNOWN });
    expect(await rig.openIds()).toEqual(['old']);
    rig.advance({ minutes: 3 });
    expect(await rig.openIds()).toEqual(['new']);
  });
});
