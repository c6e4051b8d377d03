import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, price } from '../../src/domain/decimal.ts';
import type { FeeSchedule } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest, OrderSide, TimeInForce } from '../../src/domain/order.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { OrderReport, PlaceResult } from '../../src/ports/exchange.ts';
import { DEFAULT_TRADING_COSTS, priceAt } from '../../src/simulator/fill-model.ts';
import { refusalByMarket } from '../../src/simulator/filters.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import {
  exchangeRig,
  limitOrder,
  MemoryStore,
  marketOrder,
  START,
  stopLimitOrder,
  stopOrder,
} from '../simulator/exchange-rig.ts';
import type { ScriptedCandle } from '../simulator/scripted-future.ts';

const SYMBOLS = ['BTCUSDT', 'BNBUSDT'] as const;
const ASSETS = ['USDT', 'BTC', 'BNB'] as const;
const IDS = [...'abcdefghijkl'];
const HOURS = 6;
const OPENING: Readonly<Record<string, string>> = { USDT: '20000', BTC: '0.3', BNB: '3' };

type Command =
  | { readonly kind: 'place'; readonly request: ExchangeRequest }
  | { readonly kind: 'cancel'; readonly symbol: MarketSymbol; readonly id: string }
  | { readonly kind: 'wait'; readonly minutes: number };

const PRICES: Readonly<Record<MarketSymbol, number>> = { BTCUSDT: 40_000, BNBUSDT: 300 };

const candleArbitrary = (symbol: MarketSymbol): fc.Arbitrary<ScriptedCandle | null> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(80, 88, 93, 96, 99, 100, 101, 104, 107, 112, 120), { minLength: 4, maxLength: 4 }),
      fc.constantFrom(1_000_000, 1_000_000, 100_000, 5, 2, 0),
      fc.nat(9),
    )
    .map(([percents, volume, halt]) => {
      const [low = 80, open = 90, close = 100, high = 120] = [...percents].sort((left, right) => left - right);
      const at = (percent: number) => ((PRICES[symbol] ?? 1) * percent) / 100;
      return halt === 9 ? null : [at(open), at(low), at(high), at(close), volume];
    });

const marketArbitrary = fc.record({
  BTCUSDT: fc.array(candleArbitrary('BTCUSDT'), { minLength: HOURS, maxLength: HOURS }),
  BNBUSDT: fc.array(candleArbitrary('BNBUSDT'), { minLength: HOURS, maxLength: HOURS }),
});

const requestArbitrary: fc.Arbitrary<ExchangeRequest> = fc
  .record({
    type: fc.constantFrom('market', 'limit', 'stop-loss', 'stop-loss-limit'),
    symbol: fc.constantFrom(...SYMBOLS),
    side: fc.constantFrom<OrderSide>('buy', 'sell'),
    id: fc.constantFrom(...IDS),
    units: fc.constantFrom(0, 1, 2, 3, 5, 8, 13, 21, 34),
    pricePercent: fc.constantFrom(70, 85, 90, 95, 98, 100, 102, 105, 110, 115, 130),
    stopPercent: fc.constantFrom(70, 85, 90, 95, 98, 102, 105, 110, 115, 130),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'ioc', 'fok'),
    offGrid: fc.nat(19),
  })
  .map(({ type, symbol, side, id, units, pricePercent, stopPercent, timeInForce, offGrid }) => {
    const unit = symbol === 'BTCUSDT' ? '0.00731' : '0.131';
    const quantity = new Decimal(unit).times(units).plus(offGrid === 18 ? '0.0000012' : 0);
    const at = (percent: number) =>
      new Decimal(PRICES[symbol] ?? 1)
        .times(percent)
        .div(100)
        .plus(offGrid === 19 ? '0.001' : 0);
    const basics = { id, symbol, side, quantity };
    switch (type) {
      case 'market':
        return marketOrder(basics);
      case 'limit':
        return limitOrder({ ...basics, price: at(pricePercent), timeInForce });
      case 'stop-loss':
        return stopOrder({ ...basics, stopPrice: at(stopPercent) });
      default:
        return stopLimitOrder({ ...basics, stopPrice: at(stopPercent), price: at(pricePercent), timeInForce });
    }
  });

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: requestArbitrary.map((request): Command => ({ kind: 'place', request })) },
  {
    weight: 1,
    arbitrary: fc
      .record({ symbol: fc.constantFrom(...SYMBOLS), id: fc.constantFrom(...IDS) })
      .map((key): Command => ({ kind: 'cancel', ...key })),
  },
  { weight: 3, arbitrary: fc.constantFrom(1, 7, 20, 33, 60, 70).map((minutes): Command => ({ kind: 'wait', minutes })) },
);

const scenarioArbitrary = fc.record({
  market: marketArbitrary,
  commands: fc.array(commandArbitrary, { minLength: 12, maxLength: 30 }),
  paidIn: fc.constantFrom<FeeSchedule['paidIn']>('received', 'quote', 'bnb'),
});

type Scenario = typeof scenarioArbitrary extends fc.Arbitrary<infer T> ? T : never;
type Rig = ReturnType<typeof exchangeRig>;

function rigOf({ market, paidIn }: Scenario, store = new MemoryStore()): Rig & { readonly store: MemoryStore } {
  const rig = exchangeRig(market, { balances: OPENING, fees: { ...DEFAULT_FEES, paidIn }, store });
  return { ...rig, store };
}

async function run(rig: Rig, command: Command): Promise<PlaceResult | null> {
  switch (command.kind) {
    case 'place':
      return rig.exchange.place(command.request);
    case 'cancel':
      await rig.exchange.cancel({ symbol: command.symbol, clientOrderId: command.id });
      return null;
    case 'wait':
      rig.clock.moveTo(Math.min(rig.clock.now() + command.minutes * 60_000, START + HOURS * HOUR_MS));
      rig.exchange.advanceTo(rig.clock.now());
      return null;
  }
}

async function snapshotOf(rig: Rig) {
  const fills = (await Promise.all(SYMBOLS.map((symbol) => rig.exchange.fetchFills({ symbol, afterFillId: null })))).flat();
  return { balances: await rig.exchange.fetchBalances(), openOrders: await rig.exchange.fetchOpenOrders(), fills };
}

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
        for (const command of scenario.commands) {
          await run(rig, command);
          const { balances, openOrders } = await snapshotOf(rig);
          for (const { asset, free, locked } of balances) {
            expect(free.isNegative()).toBe(false);
            expect(locked.toFixed()).toBe(sum(openOrders.map((order) => lockBy(order, asset, scenario.paidIn))).toFixed());
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
          if (result === null || refusal === undefined) continue;
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
          if (result?.tag === 'accepted') seen.set(result.report.exchangeOrderId, result.report);
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

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0));
}

function sameHour(left: number, right: number): boolean {
  return Math.floor(left / HOUR_MS) === Math.floor(right / HOUR_MS);
}

function movementOf(asset: string, fill: Awaited<ReturnType<typeof snapshotOf>>['fills'][number]): Decimal {
  const sign = fill.side === 'buy' ? 1 : -1;
  if (asset === 'USDT') return fill.price.times(fill.quantity).times(-sign);
  return fill.symbol === `${asset}USDT` ? fill.quantity.times(sign) : new Decimal(0);
}

/** What an open order must hold, worked out from its report alone. */
function lockBy({ request, filledQuantity }: OrderReport, asset: string, paidIn: FeeSchedule['paidIn']): Decimal {
  const remaining = request.quantity.minus(filledQuantity);
  if (request.side === 'sell') return request.symbol === `${asset}USDT` ? remaining : new Decimal(0);
  if (asset !== 'USDT' || request.type === 'market') return new Decimal(0);
  const at = request.type === 'stop-loss' ? request.stopPrice : request.price;
  return at.times(remaining).times(paidIn === 'quote' ? DEFAULT_FEES.takerFraction.plus(1) : 1);
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
    openStops: sameMarket.filter(({ request }) => request.type.startsWith('stop')).length,
  });
}
