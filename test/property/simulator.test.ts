import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, price } from '../../src/domain/decimal.ts';
import type { ExchangeRequest } from '../../src/domain/order.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { OrderReport } from '../../src/ports/exchange.ts';
import { DEFAULT_TRADING_COSTS, priceAt } from '../../src/simulator/fill-model.ts';
import { refusalByMarket } from '../../src/simulator/filters.ts';
import { instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { MemoryStore } from '../simulator/exchange-rig.ts';
import {
  ASSETS,
  type Command,
  type CommandResult,
  OPENING,
  type Rig,
  rigOf,
  run,
  scenarioArbitrary,
  snapshotOf,
  sum,
} from './exchange-scenario.ts';
import { SeenLists } from './listed-orders.ts';

const RUNS = { numRuns: 60 };

describe('any sequence of commands and candles', () => {
  it('conserves coins and cash: what is held and what was paid in fees is what there was and what was filled', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        for (const command of scenario.commands) await run(rig, command);
        const { balances, fills } = await snapshotOf(rig);
        for (const asset of ASSETS) {
          const held = balances.find((balance) => balance.asset === asset);
          const fees = sum(fills.filter(({ fee }) => fee.asset === asset).map(({ fee }) => fee.quantity));
          const moved = sum(fills.map((fill) => movementOf(asset, fill)));
          const total = new Decimal(held?.free ?? 0).plus(held?.locked ?? 0);
          expect(total.plus(fees).toFixed()).toBe(moved.plus(OPENING[asset] ?? 0).toFixed());
        }
      }),
      RUNS,
    );
  });

  it('never leaves a balance negative, and locks what the open orders hold and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        const lists = new SeenLists();
        for (const command of scenario.commands) {
          lists.see(command, await run(rig, command));
          const { balances, openOrders, fills } = await snapshotOf(rig);
          for (const { asset, free, locked } of balances) {
            expect(free.isNegative()).toBe(false);
            expect(locked.toFixed()).toBe(lists.locked(asset, openOrders, fills, scenario.paidIn).toFixed());
          }
        }
      }),
      RUNS,
    );
  });

  it('accepts only what meets every filter, and refuses what one of them refuses', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        for (const command of scenario.commands) {
          const refusal = command.kind === 'place' ? await refusalBefore(rig, command.request) : null;
          const result = await run(rig, command);
          if (result === null || refusal === undefined || command.kind !== 'place' || !('tag' in result)) continue;
          if (refusal !== null) expect(result).toEqual({ tag: 'rejected', ...refusal });
          else if (result.tag === 'rejected') expect(result.message).not.toMatch(/^Filter failure/);
        }
      }),
      RUNS,
    );
  });

  it('fills an order at most for its quantity, and at prices that its candle had, but for the costs', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        const seen = new Map<string, OrderReport>();
        for (const command of scenario.commands) {
          const result = await run(rig, command);
          for (const report of reportsIn(result)) seen.set(report.exchangeOrderId, report);
        }
        const { fills } = await snapshotOf(rig);
        for (const [exchangeOrderId, { request }] of seen) {
          const own = fills.filter((fill) => fill.exchangeOrderId === exchangeOrderId);
          expect(sum(own.map((fill) => fill.quantity)).lte(request.quantity)).toBe(true);
        }
        for (const fill of fills) {
          const candle = rig.future.candleAt(fill.symbol, Math.floor(fill.at / HOUR_MS) * HOUR_MS);
          if (candle === null) throw new Error('a fill in a halted hour');
          const tick = 0.01;
          const costs = DEFAULT_TRADING_COSTS.halfSpreadFraction.plus(DEFAULT_TRADING_COSTS.slippageFraction).toNumber();
          expect(fill.price.toNumber()).toBeLessThanOrEqual(candle.high * (1 + costs) + tick);
          expect(fill.price.toNumber()).toBeGreaterThanOrEqual(candle.low * (1 - costs) - tick);
          const ofCandle = fills.filter((other) => other.symbol === fill.symbol && sameHour(other.at, fill.at));
          expect(sum(ofCandle.map((other) => other.quantity)).lte(new Decimal(candle.volume).times('0.05'))).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('is the same after a restart at any point, and goes on in the same way', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, fc.nat(24), async (scenario, killedAfter) => {
        const through = rigOf(scenario);
        let restarted = rigOf(scenario);
        for (const [index, command] of scenario.commands.entries()) {
          expect(await run(restarted, command)).toEqual(await run(through, command));
          if (index !== killedAfter) continue;
          const again = rigOf(scenario, new MemoryStore(restarted.store.records));
          again.clock.moveTo(restarted.clock.now());
          restarted = again;
          expect(await snapshotOf(restarted)).toEqual(await snapshotOf(through));
        }
        expect(await snapshotOf(restarted)).toEqual(await snapshotOf(through));
        expect(restarted.store.records).toEqual(through.store.records);
      }),
      RUNS,
    );
  });

  it('gives the same whether time moves in one step or in many', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const leaping = rigOf(scenario);
        const creeping = rigOf(scenario);
        for (const command of scenario.commands) {
          const steps: readonly Command[] =
            command.kind === 'wait' ? Array.from({ length: command.minutes }, () => ({ ...command, minutes: 1 })) : [command];
          for (const step of steps) await run(creeping, step);
          await run(leaping, command);
        }
        expect(await snapshotOf(creeping)).toEqual(await snapshotOf(leaping));
      }),
      RUNS,
    );
  });
});

function reportsIn(result: CommandResult): readonly OrderReport[] {
  if (result === null) return [];
  if ('place' in result) return reportsIn(result.place.tag === 'not-attempted' ? null : result.place);
  if (result.tag !== 'accepted') return [];
  return 'reports' in result ? result.reports : [result.report];
}

function sameHour(left: number, right: number): boolean {
  return Math.floor(left / HOUR_MS) === Math.floor(right / HOUR_MS);
}

function movementOf(asset: string, fill: Awaited<ReturnType<typeof snapshotOf>>['fills'][number]): Decimal {
  const sign = fill.side === 'buy' ? 1 : -1;
  if (asset === 'USDT') return fill.price.times(fill.quantity).times(-sign);
  return fill.symbol === `${asset}USDT` ? fill.quantity.times(sign) : new Decimal(0);
}

/** What the filters say of a request at this moment; undefined where the market has no price, so that nothing can be judged. */
async function refusalBefore(rig: Rig, { order }: ExchangeRequest) {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [order.symbol] });
  const candle = rig.future.candleAt(order.symbol, Math.floor(rig.clock.now() / HOUR_MS) * HOUR_MS);
  if (instrument === undefined || candle === null) return undefined;
  const sameMarket = (await rig.exchange.fetchOpenOrders()).filter(({ symbol }) => symbol === order.symbol);
  return refusalByMarket({
    request: order,
    instrument,
    lastPrice: price(priceAt(candle, rig.clock.now())),
    openOrders: sameMarket.length,
    openStops: sameMarket.filter(({ request }) => 'stopPrice' in request).length,
  });
}
