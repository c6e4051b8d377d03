import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ceilToStep, type Price, type Quantity, quantity, ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest, OrderSide } from '../../src/domain/order.ts';
import type { Exchange, ExchangeEvent } from '../../src/ports/exchange.ts';
import { describeOrderLists } from './exchange-lists.contract.ts';
import { accepted, nearTick, textsOf, total, tradableQuantity } from './exchange-orders.ts';
import { describeReplacement } from './exchange-replacement.contract.ts';

/** One adapter with an account that holds cash and coins of `symbol` for some orders of a few times the smallest notional. */
export interface ExchangeHarness {
  readonly exchange: Exchange;
  readonly symbol: MarketSymbol;
  /** The price of the market now. */
  mark(): Price;
  /** Moves the market to a price, and waits until the exchange has acted on it. */
  moveMarketTo(target: Price): Promise<void>;
  /** Makes the next order or cancellation go wrong: it never arrives, or it is carried out and its answer is lost. */
  loseNext(what: 'request' | 'reply'): void;
  failNextRead(): void;
  /** Waits until every event so far was consumed. */
  eventsConsumed(): Promise<void>;
  close(): Promise<void>;
}

/** The clauses of the port Exchange, as tests for any adapter. */
export function describeExchange(name: string, setUp: () => Promise<ExchangeHarness>): void {
  describe(`${name} as an Exchange`, () => {
    let harness: ExchangeHarness;
    let instrument: Instrument;

    beforeEach(async () => {
      harness = await setUp();
      const instruments = await harness.exchange.fetchInstruments();
      const found = instruments.find(({ symbol }) => symbol === harness.symbol);
      if (found === undefined) throw new Error(`${name} has no market ${harness.symbol}`);
      instrument = found;
    });

    afterEach(() => harness.close());

    const basics = (clientOrderId: string, side: OrderSide) => ({
      clientOrderId,
      symbol: harness.symbol,
      side,
      quantity: tradableQuantity(instrument, harness.mark()),
    });
    const market = (id: string, side: OrderSide): ExchangeRequest => ({
      kind: 'order',
      order: { ...basics(id, side), type: 'market' },
    });
    const farBid = (id: string): ExchangeRequest => ({
      kind: 'order',
      order: { ...basics(id, 'buy'), type: 'limit', price: nearTick(harness.mark(), 0.8, instrument), timeInForce: 'gtc' },
    });
    const keyOf = (clientOrderId: string) => ({ symbol: harness.symbol, clientOrderId });

    describe('placing', () => {
      it('answers a filled order with its report and its fills, which add up to its quantity', async () => {
        const request = market('contract-1', 'buy');
        const result = accepted(await harness.exchange.place(request));
        expect(result.report).toMatchObject({ clientOrderId: 'contract-1', symbol: harness.symbol, status: 'filled' });
        expect(total(result.fills.map((fill) => fill.quantity)).eq(request.order.quantity)).toBe(true);
        for (const fill of result.fills)
          expect(fill).toMatchObject({ clientOrderId: 'contract-1', side: 'buy', symbol: harness.symbol });
      });

      it('answers a resting order as open, without fills', async () => {
        const result = accepted(await harness.exchange.place(farBid('contract-1')));
        expect(result.report.status).toBe('open');
        expect(result.fills).toEqual([]);
      });

      it('rejects a second order under the id of an open one as duplicate', async () => {
        await harness.exchange.place(farBid('contract-1'));
        expect(await harness.exchange.place(farBid('contract-1'))).toMatchObject({ tag: 'rejected', code: -2010 });
        expect(await harness.exchange.fetchOpenOrders()).toHaveLength(1);
      });

      it('accepts an id again once its order is closed, and then knows the newer order by it', async () => {
        const first = accepted(await harness.exchange.place(market('contract-1', 'buy')));
        const second = accepted(await harness.exchange.place(market('contract-1', 'buy')));
        expect(second.report.exchangeOrderId).not.toBe(first.report.exchangeOrderId);
        expect((await harness.exchange.fetchOrder(keyOf('contract-1')))?.exchangeOrderId).toBe(second.report.exchangeOrderId);
      });

      it('rejects with the code and the words of the exchange what the market does not accept', async () => {
        const tooSmall = { ...market('contract-1', 'buy').order, quantity: instrument.stepSize.div(2) as Quantity };
        expect(await harness.exchange.place({ kind: 'order', order: tooSmall })).toEqual({
          tag: 'rejected',
          code: -1013,
          message: 'Filter failure: LOT_SIZE',
        });
        expect(await harness.exchange.fetchOrder(keyOf('contract-1'))).toBeNull();
      });

      it('rejects what the account cannot pay', async () => {
        const quoteFree = (await harness.exchange.fetchBalances()).find(({ asset }) => asset === instrument.quoteAsset)?.free;
        const beyond = ceilToStep(quantity((quoteFree ?? ZERO_QUANTITY).div(harness.mark()).times('1.1')), instrument.stepSize);
        expect(
          await harness.exchange.place({ kind: 'order', order: { ...market('contract-1', 'buy').order, quantity: beyond } }),
        ).toMatchObject({
          tag: 'rejected',
          code: -2010,
          message: expect.stringMatching(/insufficient balance/i),
        });
      });

      it('answers with an unknown outcome, never a throw, when the answer is lost: the order is there', async () => {
        harness.loseNext('reply');
        expect(await harness.exchange.place(market('contract-1', 'buy'))).toMatchObject({ tag: 'outcome-unknown' });
        expect(await harness.exchange.fetchOrder(keyOf('contract-1'))).toMatchObject({ status: 'filled' });
      });

      it('answers with an unknown outcome when the request is lost: the order is not there, and nothing was sent twice', async () => {
        harness.loseNext('request');
        expect(await harness.exchange.place(market('contract-1', 'buy'))).toMatchObject({ tag: 'outcome-unknown' });
        expect(await harness.exchange.fetchOrder(keyOf('contract-1'))).toBeNull();
        expect(await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: null })).toEqual([]);
      });
    });

    describe('cancelling', () => {
      it('closes an open order and frees what it held', async () => {
        const before = await harness.exchange.fetchBalances();
        await harness.exchange.place(farBid('contract-1'));
        expect((await lockedCash()).isZero()).toBe(false);
        const result = await harness.exchange.cancel(keyOf('contract-1'));
        expect(result).toMatchObject({ tag: 'cancelled', report: { status: 'cancelled', clientOrderId: 'contract-1' } });
        expect(await harness.exchange.fetchOpenOrders()).toEqual([]);
        expect(textsOf(await harness.exchange.fetchBalances())).toEqual(textsOf(before));
      });

      it('says that nothing is open under an id that was filled, cancelled, or never there', async () => {
        await harness.exchange.place(market('filled', 'buy'));
        await harness.exchange.place(farBid('cancelled'));
        await harness.exchange.cancel(keyOf('cancelled'));
        for (const id of ['filled', 'cancelled', 'never']) {
          expect(await harness.exchange.cancel(keyOf(id))).toEqual({ tag: 'not-open' });
        }
      });

      it('answers with an unknown outcome, never a throw, when the answer is lost', async () => {
        await harness.exchange.place(farBid('contract-1'));
        harness.loseNext('reply');
        expect(await harness.exchange.cancel(keyOf('contract-1'))).toMatchObject({ tag: 'outcome-unknown' });
        expect(await harness.exchange.fetchOrder(keyOf('contract-1'))).toMatchObject({ status: 'cancelled' });
      });

      const lockedCash = async (): Promise<Quantity> =>
        (await harness.exchange.fetchBalances()).find(({ asset }) => asset === instrument.quoteAsset)?.locked ?? ZERO_QUANTITY;
    });

    describe('resting orders', () => {
      it('fill when the market reaches them, at most for their quantity', async () => {
        const request = farBid('contract-1');
        await harness.exchange.place(request);
        await harness.moveMarketTo(nearTick(harness.mark(), 0.75, instrument));
        const report = await harness.exchange.fetchOrder(keyOf('contract-1'));
        const fills = await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: null });
        expect(report?.status).toBe('filled');
        expect(total(fills.map((fill) => fill.quantity)).eq(request.order.quantity)).toBe(true);
      });

      it('with a stop sell when the market falls to it', async () => {
        if (!instrument.orderTypes.includes('stop-loss')) return;
        const stopPrice = nearTick(harness.mark(), 0.95, instrument);
        await harness.exchange.place({ kind: 'order', order: { ...basics('contract-1', 'sell'), type: 'stop-loss', stopPrice } });
        await harness.moveMarketTo(nearTick(harness.mark(), 0.9, instrument));
        expect(await harness.exchange.fetchOrder(keyOf('contract-1'))).toMatchObject({ status: 'filled' });
      });

      it('are rejected as stops on the wrong side of the market', async () => {
        if (!instrument.orderTypes.includes('stop-loss')) return;
        const stopPrice = nearTick(harness.mark(), 1.05, instrument);
        expect(
          await harness.exchange.place({
            kind: 'order',
            order: { ...basics('contract-1', 'sell'), type: 'stop-loss', stopPrice },
          }),
        ).toMatchObject({ tag: 'rejected', code: -2010, message: expect.stringMatching(/would trigger immediately/i) });
      });
    });

    describe('reading', () => {
      it('knows no order that was never placed', async () => {
        expect(await harness.exchange.fetchOrder(keyOf('never'))).toBeNull();
      });

      it('gives fills oldest first, with ids that stay, and only those after a given one', async () => {
        for (const id of ['contract-1', 'contract-2', 'contract-3']) await harness.exchange.place(market(id, 'buy'));
        const fills = await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: null });
        const ids = fills.map((fill) => Number(fill.id));
        expect(ids).toEqual([...ids].sort((left, right) => left - right));
        expect(new Set(ids).size).toBe(ids.length);
        const [first] = fills;
        expect(await harness.exchange.fetchFills({ symbol: harness.symbol, afterFillId: first?.id ?? '' })).toEqual(
          fills.slice(1),
        );
      });

      it('takes from the balances what fills and commissions take', async () => {
        const totalBefore = await totals();
        const { fills } = accepted(await harness.exchange.place(market('contract-1', 'buy')));
        const totalAfter = await totals();
        const commission = (asset: string) =>
          total(fills.filter(({ fee }) => fee.asset === asset).map(({ fee }) => fee.quantity));
        const received = total(fills.map((fill) => fill.quantity)).minus(commission(instrument.baseAsset));
        const paid = total(fills.map((fill) => quantity(fill.price.times(fill.quantity)))).plus(
          commission(instrument.quoteAsset),
        );
        expect(totalAfter(instrument.baseAsset).minus(totalBefore(instrument.baseAsset)).toFixed()).toBe(received.toFixed());
        expect(totalBefore(instrument.quoteAsset).minus(totalAfter(instrument.quoteAsset)).toFixed()).toBe(paid.toFixed());
      });

      it('gives a fault for outside trouble, and answers the next read', async () => {
        harness.failNextRead();
        await expect(harness.exchange.fetchBalances()).rejects.toBeInstanceOf(Fault);
        expect((await harness.exchange.fetchBalances()).length).toBeGreaterThan(0);
      });

      const totals = async () => {
        const balances = await harness.exchange.fetchBalances();
        return (asset: string) => {
          const balance = balances.find((each) => each.asset === asset);
          return balance === undefined ? ZERO_QUANTITY : total([balance.free, balance.locked]);
        };
      };
    });

    describe('events', () => {
      it('tell fills, orders and balances of the account until they are aborted', async () => {
        const abort = new AbortController();
        const told: ExchangeEvent[] = [];
        const stream = harness.exchange.events(abort.signal);
        const reading = (async () => {
          for await (const event of stream) told.push(event);
        })();
        const { fills } = accepted(await harness.exchange.place(market('contract-1', 'buy')));
        await harness.exchange.place(farBid('contract-2'));
        await harness.exchange.cancel(keyOf('contract-2'));
        await harness.eventsConsumed();
        abort.abort();
        await reading;
        const toldFills = told.flatMap((event) => (event.kind === 'fill' ? [event.fill.id] : []));
        expect(new Set(toldFills)).toEqual(new Set(fills.map((fill) => fill.id)));
        const statuses = told.flatMap((event) =>
          event.kind === 'order' ? [`${event.report.clientOrderId} ${event.report.status}`] : [],
        );
        expect(statuses).toEqual(expect.arrayContaining(['contract-1 filled', 'contract-2 open', 'contract-2 cancelled']));
        expect(told.some((event) => event.kind === 'balance' && event.asset === instrument.baseAsset)).toBe(true);
      });

      it('end at once for a signal that was aborted before', async () => {
        const abort = new AbortController();
        abort.abort();
        for await (const event of harness.exchange.events(abort.signal)) throw new Error(`told ${event.kind}`);
      });
    });
  });
  describeOrderLists(name, setUp);
  describeReplacement(name, setUp);
}
