import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quantity, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { type OrderListRequest, ordersOfList } from '../../src/domain/order-list.ts';
import type { ExchangeEvent, OrderReport, PlaceListResult } from '../../src/ports/exchange.ts';
import type { ExchangeHarness } from './exchange.contract.ts';
import { accepted, marketOf, nearTick, ordersAt, requestOf, sellable, total } from './exchange-orders.ts';

type AcceptedList = PlaceListResult & { readonly tag: 'accepted' };

/** The port's clauses about lists of orders and about targets, for a market that offers them. */
export function describeOrderLists(name: string, setUp: () => Promise<ExchangeHarness>): void {
  describe(`${name} with lists of orders`, () => {
    let harness: ExchangeHarness;
    let instrument: Instrument;
    let orders: ReturnType<typeof ordersAt>;

    beforeEach(async () => {
      harness = await setUp();
      instrument = await marketOf(name, harness);
      orders = ordersAt(instrument, harness.mark());
    });

    afterEach(() => harness.close());

    const reportOf = async (clientOrderId: string): Promise<OrderReport> => {
      const report = await harness.exchange.fetchOrder({ symbol: harness.symbol, clientOrderId });
      if (report === null) throw new Error(`there is no order ${clientOrderId}`);
      return report;
    };
    const statuses = async (...ids: readonly string[]) => {
      const reports = await Promise.all(ids.map(reportOf));
      return reports.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`);
    };
    const placeList = async (list: OrderListRequest): Promise<AcceptedList> => {
      const result = await harness.exchange.placeList(list);
      if (result.tag !== 'accepted') throw new Error(`expected an accepted list, got ${JSON.stringify(result)}`);
      return result;
    };
    const moveTo = (factor: number) => harness.moveMarketTo(nearTick(harness.mark(), factor, instrument));
    const lockedOf = async (asset: string) =>
      ((await harness.exchange.fetchBalances()).find((balance) => balance.asset === asset)?.locked ?? ZERO_QUANTITY).toFixed();
    const soldBy = async (...ids: readonly string[]) => {
      const fills = await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: null });
      return total(fills.filter((fill) => ids.includes(fill.clientOrderId)).map((fill) => fill.quantity)).toFixed();
    };
    const nothingOfIt = async (list: OrderListRequest) => {
      const asked = ordersOfList(list).map(({ symbol, clientOrderId }) => harness.exchange.fetchOrder({ symbol, clientOrderId }));
      return (await Promise.all(asked)).every((report) => report === null);
    };

    describe('an entry with its exits', () => {
      it('that is filled at once has its exits working for what it received net of the fee', async () => {
        const list = orders.entryWithExits({ entry: 1.01, timeInForce: 'fok', stop: 0.9, target: 1.2 });
        const { reports, fills } = await placeList(list);
        expect(reports.map((report) => report.clientOrderId)).toEqual(['entry', 'stop', 'target']);
        expect(reports[0]?.status).toBe('filled');
        expect(total(fills.map((fill) => fill.quantity)).toFixed()).toBe(ordersOfList(list)[0]?.quantity.toFixed());
        expect(fills.every((fill) => fill.clientOrderId === 'entry')).toBe(true);
        expect(await statuses('entry', 'stop', 'target')).toEqual(['entry filled', 'stop open', 'target open']);
        const expected = sellable(fills, instrument).toFixed();
        expect((await reportOf('stop')).request.quantity.toFixed()).toBe(expected);
        expect((await reportOf('target')).request.quantity.toFixed()).toBe(expected);
        expect(await lockedOf(instrument.baseAsset)).toBe(expected);
      });

      it('that rests has exits that wait and hold nothing', async () => {
        const { reports, fills } = await placeList(orders.entryWithExits({ entry: 0.8, stop: 0.6, target: 1.2 }));
        expect(reports.map((report) => report.status)).toEqual(['open', 'pending', 'pending']);
        expect(fills).toEqual([]);
        expect(await statuses('entry', 'stop', 'target')).toEqual(['entry open', 'stop pending', 'target pending']);
        expect(await lockedOf(instrument.baseAsset)).toBe('0');
      });

      it('that is filled later has its exits working from then on', async () => {
        await placeList(orders.entryWithExits({ entry: 0.8, stop: 0.6 }));
        await moveTo(0.75);
        expect(await statuses('entry', 'stop')).toEqual(['entry filled', 'stop open']);
        const fills = await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: null });
        expect((await reportOf('stop')).request.quantity.toFixed()).toBe(sellable(fills, instrument).toFixed());
      });

      it('that ends unfilled ends its exits', async () => {
        await placeList(orders.entryWithExits({ entry: 0.8, timeInForce: 'ioc', stop: 0.6, target: 1.2 }));
        expect(await statuses('entry', 'stop', 'target')).toEqual(['entry expired', 'stop expired', 'target expired']);
        expect(await harness.exchange.fetchOpenOrders()).toEqual([]);
      });

      it('that is cancelled takes its exits along, and frees what it held', async () => {
        await placeList(orders.entryWithExits({ entry: 0.8, stop: 0.6, target: 1.2 }));
        const result = await harness.exchange.cancel({ symbol: harness.symbol, clientOrderId: 'entry' });
        expect(result).toMatchObject({ tag: 'cancelled', report: { clientOrderId: 'entry', status: 'cancelled' } });
        for (const id of ['stop', 'target']) expect((await reportOf(id)).status).toMatch(/cancelled|expired/);
        expect(await harness.exchange.fetchOpenOrders()).toEqual([]);
        expect(await lockedOf(instrument.quoteAsset)).toBe('0');
      });

      it('sells at its stop what it received and nothing else, and its target ends', async () => {
        const { fills } = await placeList(orders.entryWithExits({ entry: 1.01, stop: 0.95, target: 1.2 }));
        await moveTo(0.9);
        expect(await statuses('stop', 'target')).toEqual(['stop filled', 'target expired']);
        expect(await soldBy('stop', 'target')).toBe(sellable(fills, instrument).toFixed());
      });

      it('sells at its target what it received and nothing else, and its stop ends', async () => {
        const { fills } = await placeList(orders.entryWithExits({ entry: 1.01, stop: 0.8, target: 1.05 }));
        await moveTo(1.1);
        expect(await statuses('stop', 'target')).toEqual(['stop expired', 'target filled']);
        expect(await soldBy('stop', 'target')).toBe(sellable(fills, instrument).toFixed());
      });
    });

    describe('a stop with a target', () => {
      it('holds its coins once', async () => {
        const list = orders.stopWithTarget({ stop: 0.9, target: 1.1 });
        const { reports } = await placeList(list);
        expect(reports.map((report) => `${report.clientOrderId} ${report.status}`)).toEqual(['stop open', 'target open']);
        expect(await lockedOf(instrument.baseAsset)).toBe(list.stop.quantity.toFixed());
      });

      it.each([
        ['falls to its stop', 0.85, ['stop filled', 'target expired']],
        ['rises to its target', 1.15, ['stop expired', 'target filled']],
      ])('sells once when the market %s', async (_, factor, expected) => {
        const list = orders.stopWithTarget({ stop: 0.9, target: 1.1 });
        await placeList(list);
        await moveTo(factor);
        expect(await statuses('stop', 'target')).toEqual(expected);
        expect(await soldBy('stop', 'target')).toBe(list.stop.quantity.toFixed());
        expect(await lockedOf(instrument.baseAsset)).toBe('0');
      });

      it('ends as a whole when one of them is cancelled', async () => {
        await placeList(orders.stopWithTarget({ stop: 0.9, target: 1.1 }));
        expect(await harness.exchange.cancel({ symbol: harness.symbol, clientOrderId: 'target' })).toMatchObject({
          tag: 'cancelled',
        });
        expect((await reportOf('stop')).status).toMatch(/cancelled|expired/);
        expect(await lockedOf(instrument.baseAsset)).toBe('0');
        expect(await harness.exchange.cancel({ symbol: harness.symbol, clientOrderId: 'stop' })).toEqual({ tag: 'not-open' });
      });

      it.each([
        ['the stop above the market', { stop: 1.05, target: 1.1 }],
        ['the target below the market', { stop: 0.9, target: 0.95 }],
      ])('is rejected whole with %s', async (_, levels) => {
        const list = orders.stopWithTarget(levels);
        expect(await harness.exchange.placeList(list)).toMatchObject({
          tag: 'rejected',
          code: -2010,
          message: 'The relationship of the prices for the orders is not correct.',
        });
        expect(await nothingOfIt(list)).toBe(true);
      });
    });

    describe('a list', () => {
      it('is rejected whole for what the market does not accept of one of its orders', async () => {
        const list = orders.stopWithTarget({ stop: 0.9, target: 1.1 });
        const half = quantity(instrument.stepSize.div(2));
        const offStep = { ...list, stop: { ...list.stop, quantity: half }, target: { ...orders.target(1.1), quantity: half } };
        expect(await harness.exchange.placeList(offStep as OrderListRequest)).toEqual({
          tag: 'rejected',
          code: -1013,
          message: 'Filter failure: LOT_SIZE',
        });
        expect(await nothingOfIt(list)).toBe(true);
      });

      it('is rejected whole when its stops and targets are too many beside those that are open', async () => {
        for (let count = 1; count < instrument.stopOrdersMax; count += 1)
          accepted(await harness.exchange.place(requestOf(orders.stop(0.9, `stop-${count}`))));
        const list = orders.entryWithExits({ entry: 1.01, timeInForce: 'ioc', stop: 0.9, target: 1.1 });
        expect(await harness.exchange.placeList(list)).toEqual({
          tag: 'rejected',
          code: -1013,
          message: 'Filter failure: MAX_NUM_ALGO_ORDERS',
        });
        expect(await nothingOfIt(list)).toBe(true);
      });

      it('is rejected whole when one of its ids is that of an open order', async () => {
        accepted(await harness.exchange.place(requestOf(orders.stop(0.8, 'target'))));
        const list = orders.stopWithTarget({ stop: 0.9, target: 1.1 });
        expect(await harness.exchange.placeList(list)).toMatchObject({
          tag: 'rejected',
          code: -2010,
          message: 'Duplicate order sent.',
        });
        expect((await harness.exchange.fetchOpenOrders()).map((report) => report.request.type)).toEqual(['stop-loss']);
      });

      it('is rejected whole when the account cannot pay its entry', async () => {
        const list = orders.entryWithExits({ entry: 1.01, timeInForce: 'fok', stop: 0.9 });
        const beyond = { ...ordersOfList(list)[0], quantity: quantity(list.stop.quantity.times(500)) };
        expect(await harness.exchange.placeList({ ...list, entry: beyond } as OrderListRequest)).toMatchObject({
          tag: 'rejected',
          code: -2010,
          message: expect.stringMatching(/insufficient balance/i),
        });
        expect(await nothingOfIt(list)).toBe(true);
      });

      it('has an unknown outcome when the answer is lost: all of it is there', async () => {
        harness.loseNext('reply');
        expect(await harness.exchange.placeList(orders.stopWithTarget({ stop: 0.9, target: 1.1 }))).toMatchObject({
          tag: 'outcome-unknown',
        });
        expect(await statuses('stop', 'target')).toEqual(['stop open', 'target open']);
      });

      it('has an unknown outcome when the request is lost: nothing of it is there', async () => {
        const list = orders.entryWithExits({ entry: 1.01, timeInForce: 'fok', stop: 0.9, target: 1.1 });
        harness.loseNext('request');
        expect(await harness.exchange.placeList(list)).toMatchObject({ tag: 'outcome-unknown' });
        expect(await nothingOfIt(list)).toBe(true);
      });

      it('is told order by order when one of them changes', async () => {
        const abort = new AbortController();
        const told: ExchangeEvent[] = [];
        const stream = harness.exchange.events(abort.signal);
        const reading = (async () => {
          for await (const event of stream) told.push(event);
        })();
        await placeList(orders.entryWithExits({ entry: 1.01, timeInForce: 'fok', stop: 0.9, target: 1.2 }));
        await harness.exchange.cancel({ symbol: harness.symbol, clientOrderId: 'stop' });
        await harness.eventsConsumed();
        abort.abort();
        await reading;
        const changes = told.flatMap((event) =>
          event.kind === 'order' ? [`${event.report.clientOrderId} ${event.report.status}`] : [],
        );
        expect(changes).toEqual(
          expect.arrayContaining(['entry filled', 'stop open', 'target open', 'stop cancelled', 'target cancelled']),
        );
      });
    });

    describe('a target', () => {
      it('sells when the market rises to it', async () => {
        accepted(await harness.exchange.place(requestOf(orders.target(1.05))));
        expect(await statuses('target')).toEqual(['target open']);
        await moveTo(1.1);
        expect(await statuses('target')).toEqual(['target filled']);
      });

      it('is rejected when the market is above it already', async () => {
        expect(await harness.exchange.place(requestOf(orders.target(0.95)))).toMatchObject({
          tag: 'rejected',
          code: -2010,
          message: expect.stringMatching(/would trigger immediately/i),
        });
      });
    });
  });
}
