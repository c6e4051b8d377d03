import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { json, liveRig } from './live-rig.ts';
import {
  cancelledStop,
  ENTRY,
  ENTRY_WITH_STOP,
  OLD_STOP_ID,
  pendingExit,
  REPLACEMENT,
  STOP,
  TARGET,
  type WireObject,
  wireList,
  wireOrder,
} from './wire-orders.ts';

const reading = (rows: readonly WireObject[]) => liveRig(() => json(200, rows)).exchange.fetchOpenOrders();

describe('a question about orders', () => {
  it('tells those that wait in a list as pending, and a target as what it is', async () => {
    const rows = [wireOrder(ENTRY), pendingExit(STOP, { orderListId: 7 }), pendingExit(TARGET, { orderListId: 7 })];
    expect(await reading(rows)).toMatchObject([
      { status: 'open', request: { type: 'limit' } },
      { status: 'pending', request: { type: 'stop-loss' } },
      { status: 'pending', request: { type: 'take-profit' } },
    ]);
  });

  it('tells the quantity of an order that works, and refuses one without', async () => {
    const [report] = await reading([wireOrder(STOP, { orderListId: 7 })]);
    expect(report?.request.quantity.toFixed()).toBe('0.4766');
    const { origQty: _none, ...rest } = wireOrder(STOP);
    await expect(reading([rest])).rejects.toMatchObject({ code: 'bad-payload' });
  });

  it.each<readonly [string, WireObject]>([
    ['another market', { symbol: 'ETHBTC', type: 'LIMIT' }],
    ['a type that Steward never sends', { type: 'TAKE_PROFIT_LIMIT' }],
    ['a type of tomorrow with a status of tomorrow', { type: 'TELEPATHIC', status: 'DREAMING' }],
    ['a time in force of tomorrow', { type: 'LIMIT', timeInForce: 'WHILE_STOCKS_LAST' }],
  ])('leaves alone the order of somebody else with %s', async (_what, changes) => {
    expect(await reading([wireOrder(STOP, changes), wireOrder(ENTRY)])).toMatchObject([{ clientOrderId: ENTRY.clientOrderId }]);
  });

  it('refuses an order of ours with a status of tomorrow: it must not pass for one that protects', async () => {
    await expect(reading([wireOrder(STOP, { status: 'DREAMING' })])).rejects.toThrow('DREAMING');
  });

  it('warns once of each type that nobody knows', async () => {
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (_message: string, facts?: object) => void warnings.push(facts) };
    const rows = [wireOrder(STOP, { type: 'TELEPATHIC' }), wireOrder(STOP, { type: 'TAKE_PROFIT_LIMIT' })];
    const { exchange } = liveRig(() => json(200, [...rows, ...rows]), { log });
    await exchange.fetchOpenOrders();
    await exchange.fetchOpenOrders();
    expect(warnings).toEqual([{ what: 'order type TELEPATHIC' }]);
  });
});

describe('the cancellation of an order in a list', () => {
  it('is told by its own report among those of all that went with it', async () => {
    const other = cancelledStop({ orderId: 12, origClientOrderId: 'stw-P0-ETHUSDT-t1-3', type: 'TAKE_PROFIT' });
    const { exchange } = liveRig(() => json(200, wireList([other, cancelledStop()], { listOrderStatus: 'ALL_DONE' })));
    expect(await exchange.cancel({ symbol: 'ETHUSDT', clientOrderId: OLD_STOP_ID })).toMatchObject({
      tag: 'cancelled',
      report: { clientOrderId: OLD_STOP_ID, exchangeOrderId: '11', request: { type: 'stop-loss' } },
    });
  });

  it('is of unknown outcome where its own report is missing', async () => {
    const { exchange } = liveRig(() => json(200, wireList([cancelledStop({ origClientOrderId: 'another' })])));
    expect(await exchange.cancel({ symbol: 'ETHUSDT', clientOrderId: OLD_STOP_ID })).toMatchObject({ tag: 'outcome-unknown' });
  });
});

describe('a refusal', () => {
  it('of the new order of a replacement counts, too', async () => {
    const refusals: string[] = [];
    const refusal = { code: -1013, msg: 'Filter failure: PRICE_FILTER' };
    const { exchange } = liveRig(() => json(400, refusal), { onFilterRefusal: () => void refusals.push(refusal.msg) });
    await exchange.replace(REPLACEMENT);
    expect(refusals).toHaveLength(1);
  });

  it.each<readonly [number, string, boolean]>([
    [-1013, 'Filter failure: PRICE_FILTER', true],
    [-1111, "Parameter 'price' has too much precision.", true],
    [-2010, 'Market is closed.', true],
    [-2010, 'OPO orders are not supported for this symbol.', true],
    [-2010, 'Account has insufficient balance for requested action.', false],
    [-1021, 'Timestamp for this request is outside of the recvWindow.', false],
  ])('%i "%s" says that the market accepts something else than is known: %s', async (code, msg, isOld) => {
    const refusals: string[] = [];
    const { exchange } = liveRig(() => json(400, { code, msg }), { onFilterRefusal: () => void refusals.push(msg) });
    await exchange.place({ kind: 'order', order: ENTRY });
    await exchange.placeList(ENTRY_WITH_STOP);
    expect(refusals).toHaveLength(isOld ? 2 : 0);
  });
});
