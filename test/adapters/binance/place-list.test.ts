import { describe, expect, it } from 'vitest';
import { price, quantity } from '../../../src/domain/decimal.ts';
import { InvariantError } from '../../../src/domain/invariant.ts';
import type { OrderListRequest } from '../../../src/domain/order-list.ts';
import { json, liveRig, type SentRequest } from './live-rig.ts';
import {
  ENTRY,
  ENTRY_WITH_BOTH,
  ENTRY_WITH_STOP,
  filledEntry,
  LIST_ID,
  pendingExit,
  STOP,
  STOP_LIMIT,
  STOP_WITH_TARGET,
  TARGET,
  type WireObject,
  wireList,
  wireOrder,
} from './wire-orders.ts';

/** The parameters of a sent request but those that every signed request has. */
function parametersOf(request: SentRequest | undefined): Record<string, string> {
  const { recvWindow: _window, timestamp: _time, signature: _signature, ...own } = Object.fromEntries(request?.query ?? []);
  return own;
}

const answering = (reports: readonly WireObject[], changes: WireObject = {}) =>
  liveRig(() => json(200, wireList(reports, changes)));

const WORKING = {
  symbol: 'ETHUSDT',
  listClientOrderId: LIST_ID,
  newOrderRespType: 'FULL',
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingClientOrderId: ENTRY.clientOrderId,
  workingPrice: '2512.4',
  workingQuantity: '0.4771',
  workingTimeInForce: 'IOC',
  pendingSide: 'SELL',
};

const WIRE_FORMS: readonly (readonly [string, OrderListRequest, string, Readonly<Record<string, string>>])[] = [
  [
    'a purchase with a stop',
    ENTRY_WITH_STOP,
    '/api/v3/orderList/opo',
    { ...WORKING, pendingType: 'STOP_LOSS', pendingClientOrderId: STOP.clientOrderId, pendingStopPrice: '2437' },
  ],
  [
    'a purchase with a stop that becomes a limit order',
    { ...ENTRY_WITH_STOP, stop: STOP_LIMIT } as OrderListRequest,
    '/api/v3/orderList/opo',
    {
      ...WORKING,
      pendingType: 'STOP_LOSS_LIMIT',
      pendingClientOrderId: STOP.clientOrderId,
      pendingStopPrice: '2437',
      pendingPrice: '2400.000001',
      pendingTimeInForce: 'GTC',
    },
  ],
  [
    'a purchase with a stop and a target',
    ENTRY_WITH_BOTH,
    '/api/v3/orderList/opoco',
    {
      ...WORKING,
      pendingAboveType: 'TAKE_PROFIT',
      pendingAboveClientOrderId: TARGET.clientOrderId,
      pendingAboveStopPrice: '2700',
      pendingBelowType: 'STOP_LOSS',
      pendingBelowClientOrderId: STOP.clientOrderId,
      pendingBelowStopPrice: '2437',
    },
  ],
  [
    'a stop with a target',
    STOP_WITH_TARGET,
    '/api/v3/orderList/oco',
    {
      symbol: 'ETHUSDT',
      listClientOrderId: LIST_ID,
      newOrderRespType: 'FULL',
      side: 'SELL',
      quantity: '0.4766',
      aboveType: 'TAKE_PROFIT',
      aboveClientOrderId: TARGET.clientOrderId,
      aboveStopPrice: '2700',
      belowType: 'STOP_LOSS',
      belowClientOrderId: STOP.clientOrderId,
      belowStopPrice: '2437',
    },
  ],
];

describe('a list of orders', () => {
  it.each(WIRE_FORMS)(
    'that is %s leaves once, with every parameter that the exchange takes and no other',
    async (_name, list, path, parameters) => {
      const { exchange, sent } = answering([]);
      await exchange.placeList(list);
      expect(sent.map((request) => [request.method, request.path])).toEqual([['POST', path]]);
      expect(parametersOf(sent[0])).toEqual(parameters);
    },
  );

  it.each(WIRE_FORMS)('that is %s writes no amount in the notation of science', async (_name, list) => {
    const { exchange, sent } = answering([]);
    const tiny = quantity('0.0000001');
    const small = {
      ...list,
      stop: { ...list.stop, quantity: tiny, stopPrice: price('0.00000012') },
      ...(list.kind === 'stop-with-target'
        ? { target: { ...list.target, quantity: tiny } }
        : { entry: { ...list.entry, quantity: tiny } }),
    };
    await exchange.placeList(small as OrderListRequest);
    const parameters = parametersOf(sent[0]);
    expect(Object.values(parameters)).toContain('0.0000001');
    expect(Object.values(parameters)).toContain('0.00000012');
  });

  it('is accepted with the report of every order and the fills of the entry, though the exits still wait', async () => {
    const { exchange } = answering([filledEntry(), pendingExit(TARGET), pendingExit(STOP)]);
    const result = await exchange.placeList(ENTRY_WITH_BOTH);
    expect(result).toMatchObject({
      tag: 'accepted',
      reports: [
        { clientOrderId: ENTRY.clientOrderId, status: 'filled' },
        { clientOrderId: STOP.clientOrderId, status: 'pending', request: { type: 'stop-loss' } },
        { clientOrderId: TARGET.clientOrderId, status: 'pending', request: { type: 'take-profit' } },
      ],
    });
    const fills = result.tag === 'accepted' ? result.fills : [];
    expect(fills.map(({ id, clientOrderId }) => [id, clientOrderId])).toEqual([
      ['91', ENTRY.clientOrderId],
      ['92', ENTRY.clientOrderId],
    ]);
  });

  it.each([
    ['is missing', undefined],
    ['is nothing', '0.00000000'],
    ['is empty', ''],
    ['is negative', '-1'],
  ])('is accepted where the quantity of an order that waits %s', async (_what, origQty) => {
    const waiting = origQty === undefined ? pendingExit(STOP) : pendingExit(STOP, { origQty });
    const { exchange } = answering([
      wireOrder(ENTRY, { timeInForce: 'GTC' }),
      { ...waiting, ...(origQty === undefined ? {} : { origQty }) },
    ]);
    expect(await exchange.placeList(ENTRY_WITH_STOP)).toMatchObject({
      tag: 'accepted',
      reports: [{ status: 'open' }, { status: 'pending' }],
    });
  });

  it('of a stop and a target is accepted with both at work', async () => {
    const { exchange } = answering([wireOrder(TARGET), wireOrder(STOP)], { contingencyType: 'OCO' });
    expect(await exchange.placeList(STOP_WITH_TARGET)).toMatchObject({
      tag: 'accepted',
      reports: [
        { clientOrderId: STOP.clientOrderId, status: 'open' },
        { clientOrderId: TARGET.clientOrderId, status: 'open' },
      ],
      fills: [],
    });
  });

  it('whose purchase came to nothing is accepted with exits that expired', async () => {
    const unfilled = wireOrder(ENTRY, { status: 'EXPIRED', expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED' });
    const dead = wireOrder(STOP, { status: 'EXPIRED', expiryReason: 'OTO_PHASE_ONE_EXPIRED' });
    const { exchange } = answering([unfilled, dead], { listOrderStatus: 'ALL_DONE' });
    expect(await exchange.placeList(ENTRY_WITH_STOP)).toMatchObject({
      tag: 'accepted',
      reports: [{ status: 'expired' }, { status: 'expired', expiryReason: 'OTO_PHASE_ONE_EXPIRED' }],
    });
  });

  it.each<readonly [string, unknown]>([
    ['an order less', wireList([filledEntry()])],
    ['an order more', wireList([filledEntry(), pendingExit(STOP), pendingExit(TARGET)])],
    ['another order', wireList([filledEntry(), pendingExit({ ...STOP, clientOrderId: 'stw-P9-ETHUSDT-s1-3' })])],
    ['the same order twice', wireList([filledEntry(), filledEntry()])],
    ['an order of another type', wireList([filledEntry(), pendingExit(STOP, { type: 'TAKE_PROFIT' })])],
    ['an order of the other side', wireList([filledEntry(), pendingExit(STOP, { side: 'BUY' })])],
    ['an order of another market', wireList([filledEntry(), pendingExit(STOP, { symbol: 'BTCUSDT' })])],
    ['a status that nobody knows', wireList([filledEntry(), pendingExit(STOP, { status: 'DREAMING' })])],
    ['another list', wireList([filledEntry(), pendingExit(STOP)], { listClientOrderId: 'another' })],
    ['a list that was turned down', wireList([filledEntry(), pendingExit(STOP)], { listOrderStatus: 'REJECT' })],
    [
      'bare acknowledgements',
      wireList([
        { symbol: 'ETHUSDT', orderId: 27, clientOrderId: ENTRY.clientOrderId },
        { symbol: 'ETHUSDT', orderId: 28, clientOrderId: STOP.clientOrderId },
      ]),
    ],
    ['no reports', wireList([], { orderReports: undefined })],
    ['a single order', filledEntry()],
    ['nothing', null],
  ])('is of unknown outcome where the answer tells %s', async (_what, body) => {
    const { exchange, sent } = liveRig(() => json(200, body));
    expect(await exchange.placeList(ENTRY_WITH_STOP)).toMatchObject({ tag: 'outcome-unknown' });
    expect(sent).toHaveLength(1);
  });

  it.each<readonly [string, OrderListRequest]>([
    ['sells first', { ...ENTRY_WITH_STOP, entry: { ...ENTRY, side: 'sell' } } as OrderListRequest],
    ['buys back', { ...ENTRY_WITH_STOP, stop: { ...STOP, side: 'buy' } } as OrderListRequest],
    ['is of two markets', { ...ENTRY_WITH_STOP, entry: { ...ENTRY, symbol: 'BTCUSDT' } } as OrderListRequest],
    [
      'gives two orders one id',
      { ...ENTRY_WITH_BOTH, target: { ...TARGET, clientOrderId: STOP.clientOrderId } } as OrderListRequest,
    ],
    ['is over two amounts', { ...STOP_WITH_TARGET, target: { ...TARGET, quantity: quantity('0.1') } } as OrderListRequest],
  ])('that %s is a bug, and nothing is sent', async (_what, list) => {
    const { exchange, sent } = liveRig(() => json(200, {}));
    await expect(exchange.placeList(list)).rejects.toThrow(InvariantError);
    expect(sent).toHaveLength(0);
  });

  it.each<readonly [string, OrderListRequest, number, 'taken' | 'kept back']>([
    ['a purchase with a stop when 48 of 50 were sent', ENTRY_WITH_STOP, 48, 'taken'],
    ['a purchase with a stop when 49 of 50 were sent', ENTRY_WITH_STOP, 49, 'kept back'],
    ['a purchase with both when 48 of 50 were sent', ENTRY_WITH_BOTH, 48, 'kept back'],
    ['a stop with a target when 50 entries were sent', STOP_WITH_TARGET, 50, 'taken'],
    ['a stop with a target when 89 of 90 were sent', STOP_WITH_TARGET, 89, 'kept back'],
  ])('counts each of its orders: %s is %s', async (_what, list, before, fate) => {
    const { exchange, governor, sent } = liveRig(() => json(200, wireList([])));
    governor.admitOrders(before, 'protection');
    const result = await exchange.placeList(list);
    expect(sent).toHaveLength(fate === 'taken' ? 1 : 0);
    if (fate === 'kept back') expect(result).toMatchObject({ tag: 'rejected', code: -1003 });
  });

  it('teaches which order a trade belongs to, so that nobody has to ask', async () => {
    const trade = {
      symbol: 'ETHUSDT',
      id: 93,
      orderId: 28,
      price: '2437',
      qty: '0.4766',
      commission: '1.16',
      commissionAsset: 'USDT',
      time: 1795586400000,
      isBuyer: false,
    };
    const { exchange, sent } = liveRig((request) =>
      request.path === '/api/v3/myTrades' ? json(200, [trade]) : json(200, wireList([filledEntry(), pendingExit(STOP)])),
    );
    await exchange.placeList(ENTRY_WITH_STOP);
    expect(await exchange.fetchFills({ symbol: 'ETHUSDT', afterFillId: '92' })).toMatchObject([
      { clientOrderId: STOP.clientOrderId },
    ]);
    expect(sent.map(({ path }) => path)).not.toContain('/api/v3/allOrders');
  });
});
