import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ceilToStep, quantity, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderRequest } from '../../src/domain/order.ts';
import type { ExchangeHarness } from './exchange.contract.ts';
import { accepted, marketOf, ordersAt, requestOf } from './exchange-orders.ts';

/** The port's clauses about replacing an order in one request, for a market that offers it. */
export function describeReplacement(name: string, setUp: () => Promise<ExchangeHarness>): void {
  describe(`${name} replacing an order`, () => {
    let harness: ExchangeHarness;
    let instrument: Instrument;
    let orders: ReturnType<typeof ordersAt>;

    beforeEach(async () => {
      harness = await setUp();
      instrument = await marketOf(name, harness);
      orders = ordersAt(instrument, harness.mark());
    });

    afterEach(() => harness.close());

    const keyOf = (clientOrderId: string) => ({ symbol: harness.symbol, clientOrderId });
    const replace = (clientOrderId: string, place: OrderRequest) =>
      harness.exchange.replace({ cancel: keyOf(clientOrderId), place: requestOf(place) });
    const statusOf = async (clientOrderId: string) => (await harness.exchange.fetchOrder(keyOf(clientOrderId)))?.status ?? null;
    const coins = async () => {
      const balance = (await harness.exchange.fetchBalances()).find(({ asset }) => asset === instrument.baseAsset);
      return { free: balance?.free ?? ZERO_QUANTITY, locked: balance?.locked ?? ZERO_QUANTITY };
    };

    it('cancels the one and places the other, over the same coins', async () => {
      const order = orders.stop(0.9, 'old');
      accepted(await harness.exchange.place(requestOf(order)));
      expect(await replace('old', orders.stop(0.95, 'new'))).toMatchObject({
        cancel: { tag: 'cancelled', report: { clientOrderId: 'old', status: 'cancelled' } },
        place: { tag: 'accepted', report: { clientOrderId: 'new', status: 'open' } },
      });
      expect(await statusOf('old')).toBe('cancelled');
      expect((await coins()).locked.toFixed()).toBe(order.quantity.toFixed());
    });

    it('replaces a stop by a sale at the market', async () => {
      const { symbol, side, quantity: amount } = orders.stop(0.9);
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'old'))));
      const result = await replace('old', { clientOrderId: 'new', symbol, side, quantity: amount, type: 'market' });
      expect(result).toMatchObject({ cancel: { tag: 'cancelled' }, place: { tag: 'accepted', report: { status: 'filled' } } });
      expect(result.place.tag === 'accepted' && result.place.fills.length > 0).toBe(true);
    });

    it('attempts nothing where there is no such order open', async () => {
      expect(await replace('never', orders.stop(0.95, 'new'))).toEqual({
        cancel: { tag: 'not-open' },
        place: { tag: 'not-attempted' },
      });
      expect(await statusOf('new')).toBeNull();
    });

    it('cancels nothing where the market does not accept the new order', async () => {
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'old'))));
      const tooSmall = { ...orders.stop(0.95, 'new'), quantity: quantity(instrument.stepSize.div(2)) };
      const refused = { tag: 'rejected', code: -1013, message: 'Filter failure: LOT_SIZE' };
      expect(await replace('old', tooSmall)).toEqual({ cancel: refused, place: refused });
      expect([await statusOf('old'), await statusOf('new')]).toEqual(['open', null]);
    });

    it('leaves the account without the old order where the new one lacks funds or comes too late', async () => {
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'old'))));
      const { free, locked } = await coins();
      const beyond = ceilToStep(quantity(free.plus(locked).times('1.01')), instrument.stepSize);
      expect(await replace('old', { ...orders.stop(0.95, 'new'), quantity: beyond })).toMatchObject({
        cancel: { tag: 'cancelled' },
        place: { tag: 'rejected', code: -2010, message: expect.stringMatching(/insufficient balance/i) },
      });
      expect([await statusOf('old'), await statusOf('new')]).toEqual(['cancelled', null]);
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'second'))));
      expect(await replace('second', orders.stop(1.05, 'new'))).toMatchObject({
        cancel: { tag: 'cancelled' },
        place: { tag: 'rejected', code: -2010, message: expect.stringMatching(/would trigger immediately/i) },
      });
      expect((await coins()).locked.toFixed()).toBe('0');
    });

    it('takes the rest of the old order’s list along', async () => {
      const listed = await harness.exchange.placeList(orders.stopWithTarget({ stop: 0.9, target: 1.1 }));
      expect(listed.tag).toBe('accepted');
      const replacement = orders.stop(0.95, 'new');
      expect(await replace('stop', replacement)).toMatchObject({ cancel: { tag: 'cancelled' }, place: { tag: 'accepted' } });
      expect(await statusOf('target')).toMatch(/cancelled|expired/);
      expect((await coins()).locked.toFixed()).toBe(replacement.quantity.toFixed());
    });

    it('has two unknown outcomes when the answer is lost: both halves happened', async () => {
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'old'))));
      harness.loseNext('reply');
      expect(await replace('old', orders.stop(0.95, 'new'))).toMatchObject({
        cancel: { tag: 'outcome-unknown' },
        place: { tag: 'outcome-unknown' },
      });
      expect([await statusOf('old'), await statusOf('new')]).toEqual(['cancelled', 'open']);
    });

    it('has two unknown outcomes when the request is lost: neither half happened', async () => {
      accepted(await harness.exchange.place(requestOf(orders.stop(0.9, 'old'))));
      harness.loseNext('request');
      expect(await replace('old', orders.stop(0.95, 'new'))).toMatchObject({
        cancel: { tag: 'outcome-unknown' },
        place: { tag: 'outcome-unknown' },
      });
      expect([await statusOf('old'), await statusOf('new')]).toEqual(['open', null]);
    });
  });
}
