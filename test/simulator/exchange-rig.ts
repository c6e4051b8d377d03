import { type DecimalSource, type DecimalText, price, quantity } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type {
  ExchangeRequest,
  ExitTargetOrder,
  OrderRequest,
  OrderSide,
  StopOrder,
  TimeInForce,
} from '../../src/domain/order.ts';
import type { OrderListRequest } from '../../src/domain/order-list.ts';
import { type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import type { ExchangeEvent } from '../../src/ports/exchange.ts';
import { DEFAULT_FEES, type InstrumentPreset, instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { SimulatedExchange, type SimulatedExchangeOptions } from '../../src/simulator/simulated-exchange.ts';
import type { SimulatorStore } from '../../src/simulator/simulator-store.ts';
import { ManualClock } from './manual-clock.ts';
import { type ScriptedCandle, ScriptedFuture } from './scripted-future.ts';

export const START: EpochMs = Date.UTC(2024, 0, 1, 12);
export const MINUTES = 60_000;

export interface RigOptions extends Partial<Omit<SimulatedExchangeOptions, 'clock' | 'balances'>> {
  readonly preset?: InstrumentPreset;
  readonly balances?: Readonly<Record<string, DecimalText>>;
}

/** A simulated exchange on a market that is written down, with a clock that the test moves. */
export function exchangeRig(
  candles: Partial<Record<MarketSymbol, readonly (ScriptedCandle | null)[]>>,
  options: RigOptions = {},
) {
  const { preset = 'spot-2026', balances = { USDT: '10000' }, ...rest } = options;
  const clock = new ManualClock(START);
  const future = new ScriptedFuture();
  for (const [symbol, series] of Object.entries(candles)) future.script(symbol as MarketSymbol, START, series ?? []);
  const instruments = instrumentsOf({ preset, symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'ADAUSDT', 'SOLUSDT'] });
  const exchange = new SimulatedExchange({ clock, future, instruments, fees: DEFAULT_FEES, balances, ...rest });
  return {
    clock,
    future,
    exchange,
    /** Moves clock and market on from the start. */
    advance({ hours = 0, minutes = 0 }: { readonly hours?: number; readonly minutes?: number }): void {
      clock.moveTo(START + hours * HOUR_MS + minutes * MINUTES);
      exchange.advanceTo(clock.now());
    },
    async balance(asset: string): Promise<{ free: string; locked: string }> {
      const found = (await exchange.fetchBalances()).find((balance) => balance.asset === asset);
      return { free: found?.free.toFixed() ?? '0', locked: found?.locked.toFixed() ?? '0' };
    },
  };
}

interface OrderBasics {
  readonly id?: string;
  readonly symbol?: MarketSymbol;
  readonly side: OrderSide;
  readonly quantity: DecimalSource;
}

const basicsOf = ({ id = 'order-1', symbol = 'BTCUSDT', side, quantity: amount }: OrderBasics) => ({
  clientOrderId: id,
  symbol,
  side,
  quantity: quantity(amount),
});

function request(order: OrderRequest): ExchangeRequest {
  return { kind: 'order', order };
}

export function marketOrder(order: OrderBasics): ExchangeRequest {
  return request({ ...basicsOf(order), type: 'market' });
}

export function limitOrder(
  order: OrderBasics & { readonly price: DecimalSource; readonly timeInForce?: TimeInForce },
): ExchangeRequest {
  return request({ ...basicsOf(order), type: 'limit', price: price(order.price), timeInForce: order.timeInForce ?? 'gtc' });
}

export function stopOrder(order: OrderBasics & { readonly stopPrice: DecimalSource }): ExchangeRequest {
  return request(stopOf(order));
}

export function stopLimitOrder(
  order: OrderBasics & { readonly stopPrice: DecimalSource; readonly price: DecimalSource; readonly timeInForce?: TimeInForce },
): ExchangeRequest {
  return request({
    ...basicsOf(order),
    type: 'stop-loss-limit',
    stopPrice: price(order.stopPrice),
    price: price(order.price),
    timeInForce: order.timeInForce ?? 'gtc',
  });
}

export function targetOrder(order: OrderBasics & { readonly stopPrice: DecimalSource }): ExchangeRequest {
  return request(targetOf(order));
}

function targetOf(order: OrderBasics & { readonly stopPrice: DecimalSource }): ExitTargetOrder {
  return { ...basicsOf(order), type: 'take-profit', stopPrice: price(order.stopPrice) };
}

function stopOf(order: OrderBasics & { readonly stopPrice: DecimalSource }): StopOrder {
  return { ...basicsOf(order), type: 'stop-loss', stopPrice: price(order.stopPrice) };
}

interface ExitLevels {
  readonly quantity: DecimalSource;
  readonly stopPrice: DecimalSource;
  readonly targetPrice: DecimalSource;
}

/** A stop with a target; their ids are `stop` and `target`. */
export function stopWithTarget({ quantity: amount, stopPrice, targetPrice }: ExitLevels): OrderListRequest {
  return {
    kind: 'stop-with-target',
    listId: 'pair',
    stop: stopOf({ id: 'stop', side: 'sell', quantity: amount, stopPrice }),
    target: targetOf({ id: 'target', side: 'sell', quantity: amount, stopPrice: targetPrice }),
  };
}

/** A purchase with its exits; their ids are `entry`, `stop` and `target`. */
export function entryWithExits(
  levels: Omit<ExitLevels, 'targetPrice'> & {
    readonly price: DecimalSource;
    readonly timeInForce?: TimeInForce;
    readonly targetPrice?: DecimalSource;
    readonly symbol?: MarketSymbol;
  },
): OrderListRequest {
  const basics = { symbol: levels.symbol ?? 'BTCUSDT', quantity: levels.quantity } as const;
  const target =
    levels.targetPrice === undefined ? null : targetOf({ id: 'target', side: 'sell', stopPrice: levels.targetPrice, ...basics });
  return {
    kind: 'entry-with-exits',
    listId: 'guarded',
    entry: {
      ...basicsOf({ id: 'entry', side: 'buy', ...basics }),
      type: 'limit',
      price: price(levels.price),
      timeInForce: levels.timeInForce ?? 'gtc',
    },
    stop: stopOf({ id: 'stop', side: 'sell', stopPrice: levels.stopPrice, ...basics }),
    target,
  };
}

/** A store in memory. `records` can be handed to a second exchange, as a disk would. */
export class MemoryStore implements SimulatorStore {
  readonly records: string[];

  constructor(records: readonly string[] = []) {
    this.records = [...records];
  }

  append(record: string): void {
    this.records.push(record);
  }

  load(): readonly string[] {
    return [...this.records];
  }
}

/** Reads events until aborted and keeps them. */
export function collectEvents(
  exchange: SimulatedExchange,
  signal: AbortSignal,
): { readonly events: ExchangeEvent[]; readonly ended: Promise<void> } {
  const events: ExchangeEvent[] = [];
  const stream = exchange.events(signal);
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  return { events, ended };
}
