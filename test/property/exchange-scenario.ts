import fc from 'fast-check';
import { Decimal } from '../../src/domain/decimal.ts';
import type { FeeSchedule } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { ExchangeRequest, ExitTargetOrder, LimitOrder, OrderSide, StopOrder, TimeInForce } from '../../src/domain/order.ts';
import type { OrderListRequest } from '../../src/domain/order-list.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { PlaceListResult, PlaceResult, ReplaceResult } from '../../src/ports/exchange.ts';
import { DEFAULT_FEES } from '../../src/simulator/instrument-presets.ts';
import {
  exchangeRig,
  limitOrder,
  MemoryStore,
  marketOrder,
  START,
  stopLimitOrder,
  stopOrder,
  targetOrder,
} from '../simulator/exchange-rig.ts';
import type { ScriptedCandle } from '../simulator/scripted-future.ts';

const SYMBOLS = ['BTCUSDT', 'BNBUSDT'] as const;
export const ASSETS = ['USDT', 'BTC', 'BNB'] as const;
export const OPENING: Readonly<Record<string, string>> = { USDT: '20000', BTC: '0.3', BNB: '3' };
const IDS = [...'abcdefghijkl'];
const LIST_IDS = [...'xyz'];
const HOURS = 6;

export type Command =
  | { readonly kind: 'place'; readonly request: ExchangeRequest }
  | { readonly kind: 'place-list'; readonly list: OrderListRequest }
  | { readonly kind: 'replace'; readonly id: string; readonly request: ExchangeRequest }
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

/** The rare 18 and 19 break the grid of quantities and of prices. */
const offGridArbitrary = fc.nat(19);
const unitsArbitrary = fc.constantFrom(0, 1, 2, 3, 5, 8, 13, 21, 34);

function quantityAt(symbol: MarketSymbol, units: number, offGrid: number): Decimal {
  return new Decimal(symbol === 'BTCUSDT' ? '0.00731' : '0.131').times(units).plus(offGrid === 18 ? '0.0000012' : 0);
}

function priceAtPercent(symbol: MarketSymbol, percent: number, offGrid: number): Decimal {
  return new Decimal(PRICES[symbol] ?? 1)
    .times(percent)
    .div(100)
    .plus(offGrid === 19 ? '0.001' : 0);
}

const requestArbitrary: fc.Arbitrary<ExchangeRequest> = fc
  .record({
    type: fc.constantFrom('market', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit'),
    symbol: fc.constantFrom(...SYMBOLS),
    side: fc.constantFrom<OrderSide>('buy', 'sell'),
    id: fc.constantFrom(...IDS),
    units: unitsArbitrary,
    pricePercent: fc.constantFrom(70, 85, 90, 95, 98, 100, 102, 105, 110, 115, 130),
    stopPercent: fc.constantFrom(70, 85, 90, 95, 98, 102, 105, 110, 115, 130),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'ioc', 'fok'),
    offGrid: offGridArbitrary,
  })
  .map(({ type, symbol, side, id, units, pricePercent, stopPercent, timeInForce, offGrid }) => {
    const at = (percent: number) => priceAtPercent(symbol, percent, offGrid);
    const basics = { id, symbol, side, quantity: quantityAt(symbol, units, offGrid) };
    switch (type) {
      case 'market':
        return marketOrder(basics);
      case 'limit':
        return limitOrder({ ...basics, price: at(pricePercent), timeInForce });
      case 'stop-loss':
        return stopOrder({ ...basics, stopPrice: at(stopPercent) });
      case 'take-profit':
        return targetOrder({ ...basics, stopPrice: at(stopPercent) });
      default:
        return stopLimitOrder({ ...basics, stopPrice: at(stopPercent), price: at(pricePercent), timeInForce });
    }
  });

const listArbitrary: fc.Arbitrary<OrderListRequest> = fc
  .record({
    kind: fc.constantFrom('stop-with-target', 'entry-with-exits', 'entry-with-exits'),
    listId: fc.constantFrom(...LIST_IDS),
    ids: fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 3, maxLength: 3 }),
    symbol: fc.constantFrom(...SYMBOLS),
    units: unitsArbitrary,
    entryPercent: fc.constantFrom(85, 95, 98, 100, 102, 110),
    stopPercent: fc.constantFrom(70, 85, 90, 95, 98),
    limitPercent: fc.option(fc.constantFrom(60, 80, 96)),
    targetPercent: fc.option(fc.constantFrom(98, 102, 105, 110, 115)),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'ioc', 'fok'),
    offGrid: offGridArbitrary,
  })
  .map(({ kind, listId, ids: [entryId = 'a', stopId = 'b', targetId = 'c'], symbol, units, offGrid, ...levels }) => {
    const at = (percent: number) => priceAtPercent(symbol, percent, offGrid);
    const sale = { symbol, side: 'sell', quantity: quantityAt(symbol, units, offGrid) } as const;
    const basics = { id: stopId, ...sale, stopPrice: at(levels.stopPercent) };
    const stop = (
      levels.limitPercent === null ? stopOrder(basics) : stopLimitOrder({ ...basics, price: at(levels.limitPercent) })
    ).order as StopOrder;
    const targetAt = (percent: number) => targetOrder({ id: targetId, ...sale, stopPrice: at(percent) }).order as ExitTargetOrder;
    if (kind === 'stop-with-target') return { kind, listId, stop, target: targetAt(levels.targetPercent ?? 105) };
    const { entryPercent, timeInForce } = levels;
    const entry = limitOrder({ id: entryId, ...sale, side: 'buy', price: at(entryPercent), timeInForce }).order as LimitOrder;
    return { kind, listId, entry, stop, target: levels.targetPercent === null ? null : targetAt(levels.targetPercent) };
  });

const cancelArbitrary: fc.Arbitrary<Command> = fc
  .record({ symbol: fc.constantFrom(...SYMBOLS), id: fc.constantFrom(...IDS) })
  .map((key) => ({ kind: 'cancel', ...key }));

const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: requestArbitrary.map((request): Command => ({ kind: 'place', request })) },
  { weight: 4, arbitrary: listArbitrary.map((list): Command => ({ kind: 'place-list', list })) },
  {
    weight: 1,
    arbitrary: fc
      .record({ id: fc.constantFrom(...IDS), request: requestArbitrary })
      .map((replacement): Command => ({ kind: 'replace', ...replacement })),
  },
  { weight: 1, arbitrary: cancelArbitrary },
  { weight: 3, arbitrary: fc.constantFrom(1, 7, 20, 33, 60, 70).map((minutes): Command => ({ kind: 'wait', minutes })) },
);

export const scenarioArbitrary = fc.record({
  market: marketArbitrary,
  commands: fc.array(commandArbitrary, { minLength: 12, maxLength: 30 }),
  paidIn: fc.constantFrom<FeeSchedule['paidIn']>('received', 'quote', 'bnb'),
});

type Scenario = typeof scenarioArbitrary extends fc.Arbitrary<infer T> ? T : never;
export type Rig = ReturnType<typeof exchangeRig>;

export function rigOf({ market, paidIn }: Scenario, store = new MemoryStore()): Rig & { readonly store: MemoryStore } {
  const rig = exchangeRig(market, { balances: OPENING, fees: { ...DEFAULT_FEES, paidIn }, store });
  return { ...rig, store };
}

export type CommandResult = PlaceResult | PlaceListResult | ReplaceResult | null;

export async function run(rig: Rig, command: Command): Promise<CommandResult> {
  switch (command.kind) {
    case 'place':
      return rig.exchange.place(command.request);
    case 'place-list':
      return rig.exchange.placeList(command.list);
    case 'replace': {
      const { symbol } = command.request.order;
      return rig.exchange.replace({ cancel: { symbol, clientOrderId: command.id }, place: command.request });
    }
    case 'cancel':
      await rig.exchange.cancel({ symbol: command.symbol, clientOrderId: command.id });
      return null;
    case 'wait':
      rig.clock.moveTo(Math.min(rig.clock.now() + command.minutes * 60_000, START + HOURS * HOUR_MS));
      rig.exchange.advanceTo(rig.clock.now());
      return null;
  }
}

export async function snapshotOf(rig: Rig) {
  const fills = (await Promise.all(SYMBOLS.map((symbol) => rig.exchange.fetchFills({ symbol, afterFillId: null })))).flat();
  return { balances: await rig.exchange.fetchBalances(), openOrders: await rig.exchange.fetchOpenOrders(), fills };
}

export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), new Decimal(0));
}
