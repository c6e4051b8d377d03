import { describe, expect, it } from 'vitest';
import { fraction, price, quantity, quoteAmount, ZERO_QUOTE } from '../../src/domain/decimal.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import { decideProtection } from '../../src/execution/decide-protection.ts';
import { reconcile } from '../../src/execution/reconcile.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { DEFAULT_FEES } from '../../src/simulator/instrument-presets.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { SimulatedExchange } from '../../src/simulator/simulated-exchange.ts';
import { type ScriptedCandle, ScriptedFuture } from '../simulator/scripted-future.ts';
import {
  BTC,
  buildExecutor,
  exitTrade,
  NOW,
  plannedOrder,
  plannedStop,
  positionOf,
  runToEnd,
  stopTrade,
} from './execution-fixtures.ts';

/** A quiet hour, an hour that falls to 39,000, and a quiet one. */
const CANDLES: readonly ScriptedCandle[] = [
  [42_000, 42_000, 42_000, 42_000],
  [42_000, 39_000, 41_000, 41_000],
  [41_000, 41_000, 41_000, 41_000],
];

function simulated(faults: ExchangeFaults = {}) {
  const clock = new SimulatedClock({ startAt: NOW });
  const exchange = new SimulatedExchange({
    clock,
    future: new ScriptedFuture().script('BTCUSDT', NOW, CANDLES),
    instruments: [BTC],
    fees: DEFAULT_FEES,
    balances: { USDT: '10000' },
    faults,
  });
  return buildExecutor(exchange, { clock });
}

const ENTRY = plannedOrder();
const ENTRY_ID = ENTRY.intent.clientOrderId;

async function ordersOnExchange({ exchange }: { readonly exchange: SimulatedExchange }): Promise<number> {
  const fills = await exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
  const open = await exchange.fetchOpenOrders();
  return new Set([...fills, ...open].map((order) => order.clientOrderId)).size;
}

describe('OrderExecutor on the simulated exchange', () => {
  it('buys, protects what was bought net of the fee, and books the stop that sells it', async () => {
    const { executor, exchange, clock, orders } = simulated();
    const bought = await executor.execute(ENTRY);
    expect(bought.tag).toBe('filled');
    const [base] = (await exchange.fetchBalances()).filter(({ asset }) => asset === 'BTC');
    const decision = decideProtection({
      position: positionOf(base?.free ?? 0),
      ...orders.protectionOf('BTCUSDT'),
      instrument: BTC,
      freeQuantity: base?.free ?? null,
      mark: price('42000'),
      desiredStopPrice: price('40000'),
      fallbackStopFraction: fraction('0.05'),
    });
    expect(decision).toMatchObject({ tag: 'place', quantity: quantity('0.0999') });
    if (decision.tag !== 'place') return;
    const stop = plannedOrder(stopTrade(decision), { clientOrderId: 'steward-S-BTCUSDT-s1-7', reason: 'protection' });
    expect((await executor.execute(stop)).tag).toBe('open');

    await clock.advanceTo(NOW + 2 * HOUR_MS);
    expect(await executor.resolve(stop.intent.clientOrderId)).toMatchObject({ tag: 'filled' });
    expect(orders.order(stop.intent.clientOrderId)?.bookedQuantity.toFixed()).toBe('0.0999');
    expect(orders.liveOrders()).toEqual([]);
  });

  it.each(['lose-reply', 'lose-request'] as const)(
    'sends once when the exchange does %s, and finds out what happened',
    async (fault) => {
      const built = simulated({ beforePlace: () => fault });
      expect((await built.executor.execute(ENTRY)).tag).toBe('outcome-unknown');
      const result = await runToEnd(built.clock, built.executor.resolve(ENTRY_ID));
      expect(result.tag).toBe(fault === 'lose-reply' ? 'filled' : 'lost');
      expect(await ordersOnExchange(built)).toBe(fault === 'lose-reply' ? 1 : 0);
      expect(built.orders.order(ENTRY_ID)?.bookedQuantity.toFixed()).toBe(fault === 'lose-reply' ? '0.1' : '0');
    },
  );

  it('adopts an order that the exchange admits almost at the end of the window', async () => {
    const built = simulated({ beforePlace: () => ({ delayMs: 4_900 }) });
    expect((await built.executor.execute(ENTRY)).tag).toBe('outcome-unknown');
    expect((await runToEnd(built.clock, built.executor.resolve(ENTRY_ID))).tag).toBe('filled');
    expect(await ordersOnExchange(built)).toBe(1);
  });

  it('says what was rejected, and why', async () => {
    const { executor } = simulated();
    const result = await executor.execute(plannedOrder(exitTrade(), { clientOrderId: 'steward-P1-BTCUSDT-x1-7' }));
    expect(result).toMatchObject({ tag: 'rejected', code: -2010, message: expect.stringMatching(/insufficient balance/i) });
  });

  it('cancels a resting stop, and says filled when the stop was faster', async () => {
    const { executor, clock } = simulated();
    await executor.execute(ENTRY);
    const first = plannedStop({ trade: stopTrade({ quantity: '0.05' }) });
    await executor.execute(first);
    const cancelled = await executor.cancel({ symbol: 'BTCUSDT', clientOrderId: first.intent.clientOrderId });
    expect(cancelled).toMatchObject({ tag: 'closed', order: { state: { tag: 'cancelled' } } });

    const second = plannedStop({ trade: stopTrade({ quantity: '0.05' }), clientOrderId: 'steward-S-BTCUSDT-s2-7' });
    await executor.execute(second);
    await clock.advanceTo(NOW + 2 * HOUR_MS);
    const late = await executor.cancel({ symbol: 'BTCUSDT', clientOrderId: second.intent.clientOrderId });
    expect(late).toMatchObject({ tag: 'closed', order: { state: { tag: 'filled' }, bookedQuantity: quantity('0.05') } });
  });

  it('finds after the fact, by comparing, that a stop sold while nobody listened', async () => {
    const { executor, exchange, clock, orders } = simulated();
    await executor.execute(ENTRY);
    const stop = plannedStop({ trade: stopTrade({ quantity: '0.0999' }) });
    await executor.execute(stop);
    const [cash] = (await exchange.fetchBalances()).filter(({ asset }) => asset === 'USDT');
    const book = {
      bookId: 'main',
      capital: quoteAmount('10000'),
      cash: quoteAmount(cash?.free ?? 0),
      positions: [positionOf('0.0999')],
      realisedPnl: ZERO_QUOTE,
      feesPaid: ZERO_QUOTE,
      feeCoins: {},
      dust: {},
    };
    const compare = async () => {
      const account = {
        openOrders: await exchange.fetchOpenOrders(),
        fills: await exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null }),
        balances: await exchange.fetchBalances(),
      };
      return reconcile({ orders, book, account, orderPrefix: 'steward', accountIsShared: false });
    };
    expect(await compare()).toEqual([]);
    await clock.advanceTo(NOW + 2 * HOUR_MS);
    expect((await compare()).map(({ kind }) => kind)).toEqual(['fill-unbooked', 'order-missing']);
  });
});
