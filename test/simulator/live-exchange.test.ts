import { describe, expect, it } from 'vitest';
import { type DecimalText, price } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import type { PlaceResult } from '../../src/ports/exchange.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { openLiveExchange } from '../../src/simulator/open-live-exchange.ts';
import { describeExchange } from '../contract/exchange.contract.ts';
import { collectEvents, limitOrder, MemoryStore, marketOrder, START, stopLimitOrder, stopOrder } from './exchange-rig.ts';
import { ManualClock } from './manual-clock.ts';

const NOON = START + 20 * 60_000;

function liveRig({
  balances = { USDT: '10000', BTC: '1' },
  store = new MemoryStore(),
  now = NOON,
  faults = {},
}: {
  readonly balances?: Readonly<Record<string, DecimalText>>;
  readonly store?: MemoryStore;
  readonly now?: number;
  readonly faults?: ExchangeFaults;
} = {}) {
  const clock = new ManualClock(now);
  const instruments = instrumentsOf({ preset: 'spot-2026', symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'] });
  const live = openLiveExchange({ clock, instruments, fees: DEFAULT_FEES, balances, store, faults });
  return {
    ...live,
    clock,
    store,
    /** Lets time pass, and then a price be seen. */
    see(text: DecimalText, { afterMs = 5_000, ageMs = 0, symbol = 'BTCUSDT' as MarketSymbol } = {}): void {
      clock.moveTo(clock.now() + afterMs);
      live.observe({ symbol, price: price(text), at: clock.now() - ageMs, source: 'ticker' });
    },
    async fills(): Promise<readonly string[]> {
      const fills = await live.exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
      return fills.map((fill) => `${fill.side} ${fill.quantity.toFixed()} @ ${fill.price.toFixed()} after ${fill.at - NOON}`);
    },
  };
}

function fillsOf(result: PlaceResult): readonly string[] {
  if (result.tag !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  return result.fills.map((fill) => `${fill.quantity.toFixed()} @ ${fill.price.toFixed()}`);
}

describe('a market order on live prices', () => {
  it('fills at the newest price, half-spread and slippage against it, whatever its size', async () => {
    const rig = liveRig();
    rig.see('42000');
    expect(fillsOf(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' })))).toEqual(['0.1 @ 42012.6']);
    rig.see('41000');
    expect(fillsOf(await rig.exchange.place(marketOrder({ side: 'sell', quantity: '1' })))).toEqual(['1 @ 40987.7']);
  });

  it('fills at that price all through the hour, and after it', async () => {
    const rig = liveRig({ now: START + HOUR_MS - 10_000 });
    rig.see('42000');
    rig.clock.moveTo(START + HOUR_MS + 20_000);
    expect(fillsOf(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' })))).toEqual(['0.1 @ 42012.6']);
  });

  it.each([
    ['before the first price', () => undefined],
    [
      'when no price came for more than a minute',
      (rig: ReturnType<typeof liveRig>) => {
        rig.see('42000');
        rig.clock.moveTo(rig.clock.now() + 60_001);
      },
    ],
    ['when the price that came was old already', (rig: ReturnType<typeof liveRig>) => rig.see('42000', { ageMs: 60_001 })],
    ['when only another market has a price', (rig: ReturnType<typeof liveRig>) => rig.see('42000', { symbol: 'ETHUSDT' })],
  ])('finds the market closed %s', async (_, prepare) => {
    const rig = liveRig();
    prepare(rig);
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }))).toEqual({
      tag: 'rejected',
      code: -1013,
      message: 'Market is closed.',
    });
  });

  it('obeys filters and balances as on candles', async () => {
    const rig = liveRig();
    rig.see('42000');
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.00001' }))).toMatchObject({
      message: 'Filter failure: NOTIONAL',
    });
    expect(await rig.exchange.place(marketOrder({ side: 'buy', quantity: '1' }))).toMatchObject({ code: -2010 });
  });
});

describe('a stop on live prices', () => {
  it('sells at the first price at or below it, at the moment that price is seen', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.see('41000.01');
    expect(await rig.fills()).toEqual([]);
    rig.see('40500');
    expect(await rig.fills()).toEqual(['sell 0.5 @ 40487.85 after 15000']);
  });

  it('sells at the price exactly on it', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.see('41000');
    expect(await rig.fills()).toEqual(['sell 0.5 @ 40987.7 after 10000']);
  });

  it('is told as an event without being asked', async () => {
    const rig = liveRig();
    const abort = new AbortController();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    const { events, ended } = collectEvents(rig.exchange, abort.signal);
    rig.see('40500');
    await rig.exchange.idle();
    abort.abort();
    await ended;
    expect(events.map(({ kind }) => kind)).toEqual(['fill', 'order', 'balance', 'balance']);
  });

  it('as a limit rests when the price fell through it, and fills when it comes back', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopLimitOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000', price: '40900' }));
    rig.see('40000');
    expect(await rig.fills()).toEqual([]);
    expect((await rig.exchange.fetchOpenOrders()).map(({ status }) => status)).toEqual(['open']);
    rig.see('41000');
    expect(await rig.fills()).toEqual(['sell 0.5 @ 40987.7 after 15000']);
  });

  it('outlives its process and is hit by the first price after it', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    const restarted = liveRig({ store: new MemoryStore(rig.store.records), now: NOON + 5 * HOUR_MS });
    restarted.exchange.advanceTo(restarted.clock.now());
    expect(await restarted.exchange.fetchOpenOrders()).toHaveLength(1);
    restarted.see('39000');
    expect(await restarted.fills()).toEqual([`sell 0.5 @ 38988.3 after ${5 * HOUR_MS + 5_000}`]);
  });

  it('is not hit by a price that is too old to trade at', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.clock.moveTo(rig.clock.now() + 10 * 60_000);
    rig.see('40000', { ageMs: 61_000 });
    expect(await rig.fills()).toEqual([]);
  });

  it('is not hit by a price that was overtaken by a newer one', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(stopOrder({ side: 'sell', quantity: '0.5', stopPrice: '41000' }));
    rig.see('40000', { afterMs: 10, ageMs: 100 });
    expect(await rig.fills()).toEqual([]);
  });
});

describe('a resting limit on live prices', () => {
  it('fills at its own price or better when a price reaches it', async () => {
    const rig = liveRig();
    rig.see('42000');
    await rig.exchange.place(limitOrder({ id: 'bid', side: 'buy', quantity: '0.1', price: '41000' }));
    rig.see('41000');
    expect(await rig.fills(), 'the offer lies half a spread above the price').toEqual([]);
    rig.see('40000');
    expect(await rig.fills()).toEqual(['buy 0.1 @ 40012 after 15000']);
  });
});

describe('the price of a live exchange', () => {
  it('goes on through a clock that is set back', async () => {
    const rig = liveRig();
    rig.see('42000');
    rig.clock.moveTo(NOON - 60_000);
    rig.see('41000', { afterMs: 0 });
    expect(fillsOf(await rig.exchange.place(marketOrder({ side: 'sell', quantity: '0.1' })))).toEqual(['0.1 @ 40987.7']);
  });
});

describeExchange('the simulated exchange on live prices', async () => {
  let lost: 'request' | 'reply' | null = null;
  let readFails = false;
  let newest = price('42000');
  const takeLost = () => {
    const what = lost;
    lost = null;
    return what === null ? null : (`lose-${what}` as const);
  };
  const rig = liveRig({
    balances: { USDT: '1000', BTC: '0.1' },
    faults: {
      beforePlace: takeLost,
      beforeCancel: takeLost,
      beforeRead: () => {
        const fault = readFails ? new Fault('network', 'the line is dead') : null;
        readFails = false;
        return fault;
      },
    },
  });
  rig.see(newest.toFixed());
  return {
    exchange: rig.exchange,
    symbol: 'BTCUSDT',
    mark: () => newest,
    moveMarketTo: async (target) => {
      newest = target;
      rig.see(target.toFixed());
      await rig.exchange.idle();
    },
    loseNext: (what) => {
      lost = what;
    },
    failNextRead: () => {
      readFails = true;
    },
    eventsConsumed: () => rig.exchange.idle(),
    close: async () => {},
  };
});
