import { afterEach, describe, expect, it } from 'vitest';
import { type Quantity, quantity } from '../../src/domain/decimal.ts';
import type { Asset } from '../../src/domain/market-symbol.ts';
import { DAY_MS, dayStart, HOUR_MS } from '../../src/domain/time.ts';
import type { Balance, Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectBooksOfTheExchange, expectProposalsEnded, expectProtected } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await expectBooksOfTheExchange(rig);
  expectProtected(rig);
  expectProposalsEnded(rig);
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

/** Half of the book in one symbol, so that its price moves the book. */
const LARGE = {
  'limits.positionFractionMax': '0.5',
  'limits.riskPerTradeFractionMax': '0.05',
  'limits.confirmAboveQuote': '100000',
  'limits.confirmAboveFraction': '0.5',
};

async function movePrice(factor: number): Promise<void> {
  rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor });
  await rig.runNextSession();
}

async function verdictOnMore(): Promise<unknown> {
  rig.llm.wish({ action: 'open', symbol: 'ETHUSDT', sizeStep: 0.25 });
  await rig.runNextSession();
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.reject(id, { by: OPERATOR, why: null });
  const verdict = (await rig.factsOf('signal-assessed')).at(-1)?.verdict;
  return verdict?.tag === 'refused' ? verdict.reasons.map(({ code }) => code) : verdict?.tag;
}

describe('a drawdown at its limit', () => {
  const settings = { ...LARGE, 'limits.drawdownFractionMax': '0.02', 'limits.dailyLossFractionMax': '0.2' };

  it('halts trading by itself, says so, and leaves the stop where it rests', async () => {
    rig = await stewardForTest({ settings });
    await openPosition(rig, { sizeStep: 1, stopFraction: 0.08 });
    await movePrice(0.95);
    expect(rig.steward.state.control.control).toBe('halted');
    expect(await rig.factsOf('control-changed')).toMatchObject([
      { from: 'active', to: 'halted', by: { kind: 'system' }, why: 'drawdown' },
    ]);
    expect((await rig.factsOf('alert-raised')).map(({ key, level }) => `${key} ${level}`)).toEqual(['drawdown critical']);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(['36800']);
    expect(await verdictOnMore()).toEqual(['control-state', 'drawdown']);
    expect(await rig.factsOf('control-changed')).toHaveLength(1);
  });

  it('is measured anew from where a person resumed trading', async () => {
    rig = await stewardForTest({ settings });
    await openPosition(rig, { sizeStep: 1, stopFraction: 0.08 });
    await movePrice(0.95);
    await rig.steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume' });
    expect((await rig.factsOf('alert-resolved')).map(({ key }) => key)).toEqual(['drawdown']);
    expect(await verdictOnMore()).toBe('needs-confirmation');
    expect(rig.steward.state.control.control).toBe('active');
    await movePrice(0.93);
    expect(rig.steward.state.control.control).toBe('active');
  });

  it('halts again at the same distance below that', async () => {
    rig = await stewardForTest({ settings });
    await openPosition(rig, { sizeStep: 1, stopFraction: 0.088 });
    await movePrice(0.957);
    await rig.steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume' });
    await rig.runNextSession();
    await movePrice(0.9145);
    expect((await rig.factsOf('control-changed')).map(({ to }) => to)).toEqual(['halted', 'active', 'halted']);
  });

  it('is still halted, and measured from the same peak, after a restart', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ settings, store });
    await openPosition(rig, { sizeStep: 1, stopFraction: 0.08 });
    await movePrice(0.95);
    await rig.steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume' });
    const peak = rig.steward.state.portfolio.peakEquity;
    await rig.stop();
    const { market, journal, clock } = rig;
    rig = await stewardForTest({ settings, store, market, journal, startAt: clock.now(), epoch: 2 });
    expect(rig.steward.state.portfolio.peakEquity.toFixed()).toBe(peak.toFixed());
    await rig.runNextSession();
    expect(rig.steward.state.control.control).toBe('active');
  });
});

describe('a loss of the day at its limit', () => {
  const settings = { ...LARGE, 'limits.drawdownFractionMax': '0.5', 'limits.dailyLossFractionMax': '0.02' };

  it('refuses entries until the next UTC day, while exits go on', async () => {
    rig = await stewardForTest({ settings });
    await openPosition(rig, { sizeStep: 1, stopFraction: 0.08 });
    await movePrice(0.95);
    expect(await verdictOnMore()).toEqual(['daily-loss']);
    expect(rig.steward.state.control.control).toBe('active');
    rig.llm.wish({ action: 'close', symbol: 'BTCUSDT', sizeStep: 0.5 });
    await rig.runNextSession();
    expect((await rig.factsOf('fill-booked')).map(({ fill }) => fill.side)).toEqual(['buy', 'sell']);

    await rig.advanceTo(dayStart(rig.clock.now()) + DAY_MS - HOUR_MS);
    await rig.runNextSession();
    expect(await verdictOnMore()).toBe('needs-confirmation');
  });
});

/** An account on which more, or less, of an asset lies than the bot knows of. */
class StrayCoins {
  readonly #surplus = new Map<Asset, Quantity>();
  #readsLeft = Number.POSITIVE_INFINITY;

  put(asset: Asset, amount: number, { reads = Number.POSITIVE_INFINITY }: { readonly reads?: number } = {}): void {
    this.#surplus.set(asset, quantity(amount));
    this.#readsLeft = reads;
  }

  takeAway(): void {
    this.#surplus.clear();
  }

  through(exchange: Exchange): Exchange {
    return changedExchange(exchange, { fetchBalances: async () => this.#changed(await exchange.fetchBalances()) });
  }

  #changed(balances: readonly Balance[]): readonly Balance[] {
    this.#readsLeft -= 1;
    if (this.#readsLeft < 0) return balances;
    const added = [...this.#surplus].filter(([asset]) => !balances.some((balance) => balance.asset === asset));
    return [
      ...balances.map((balance) => ({ ...balance, free: quantity(balance.free.plus(this.#surplus.get(balance.asset) ?? 0)) })),
      ...added.map(([asset, free]) => ({ asset, free, locked: quantity(0) })),
    ];
  }
}

describe('a balance that is not what the books say', () => {
  async function withStrayCoins(): Promise<StrayCoins> {
    const stray = new StrayCoins();
    rig = await stewardForTest({ exchangeThrough: (exchange) => stray.through(exchange) });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    return stray;
  }

  async function wishBoth(): Promise<readonly string[]> {
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }, { action: 'open', symbol: 'ETHUSDT', sizeStep: 0.25 });
    await rig.runNextSession();
    for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.reject(id, { by: OPERATOR, why: null });
    return (await rig.factsOf('signal-assessed'))
      .slice(-2)
      .map(({ verdict }) => (verdict.tag === 'refused' ? verdict.reasons.map(({ code }) => code).join() : verdict.tag));
  }

  it('freezes entries of its symbol alone, is told once, and is over when it fits again', async () => {
    const stray = await withStrayCoins();
    stray.put('BTC', 0.5);
    expect(await wishBoth()).toEqual(['books-unsettled', 'approved']);
    await rig.runNextSession();
    expect(await rig.factsOf('drift-found')).toEqual([{ kind: 'drift-found', asset: 'BTC', expected: '0', actual: '0.5' }]);
    expect((await rig.factsOf('alert-raised')).map(({ key }) => key)).toEqual(['drift-BTC']);
    stray.takeAway();
    expect(await wishBoth()).toEqual(['needs-confirmation', 'approved']);
    expect(await rig.factsOf('drift-resolved')).toEqual([{ kind: 'drift-resolved', asset: 'BTC' }]);
    expect((await rig.factsOf('alert-resolved')).map(({ key }) => key)).toEqual(['drift-BTC']);
  });

  it('freezes entries everywhere when it is the cash', async () => {
    const stray = await withStrayCoins();
    stray.put('USDT', -100);
    expect(await wishBoth()).toEqual(['books-unsettled', 'books-unsettled']);
    stray.takeAway();
    await rig.runNextSession();
  });

  it('never freezes an exit, nor moves the books', async () => {
    const stray = await withStrayCoins();
    const { cash } = rig.steward.state.portfolio.book;
    stray.put('ETH', 1);
    await rig.runNextSession();
    expect(rig.steward.state.portfolio.book.cash.toFixed()).toBe(cash.toFixed());
    rig.llm.wish({ action: 'close', symbol: 'ETHUSDT' });
    await rig.runNextSession();
    expect(rig.steward.state.portfolio.position('ETHUSDT')).toBeNull();
    stray.takeAway();
    await rig.runNextSession();
  });

  it('is no drift when only one reading said so', async () => {
    const stray = await withStrayCoins();
    stray.put('BTC', 0.5, { reads: 1 });
    await rig.runNextSession();
    expect(await rig.factsOf('drift-found')).toEqual([]);
    expect(heldPosition(rig, 'ETHUSDT').quantity.gt(0)).toBe(true);
  });

  it('is known again after a restart', async () => {
    const store = memorySimulatorStore();
    const stray = new StrayCoins();
    const exchangeThrough = (exchange: Exchange) => stray.through(exchange);
    rig = await stewardForTest({ store, exchangeThrough });
    stray.put('BTC', 0.5);
    await rig.runNextSession();
    await rig.stop();
    rig = await stewardForTest({ store, exchangeThrough, journal: rig.journal, startAt: rig.clock.now(), epoch: 2 });
    expect([...rig.steward.state.drift.assets]).toEqual(['BTC']);
    expect(await rig.factsOf('drift-found')).toHaveLength(1);
    stray.takeAway();
    await rig.runNextSession();
    expect([...rig.steward.state.drift.assets]).toEqual([]);
  });
});
