import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Exchange, OrderReport } from '../../src/ports/exchange.ts';
import { settleBooks } from '../../src/session/settle-books.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectProtected, expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition, restingStops } from '../support/open-position.ts';
import { SharedAccount } from '../support/shared-account.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

const WARM_UP_DAYS = 2;

const running: StewardForTest[] = [];

afterEach(async () => {
  for (const rig of running.splice(0)) {
    await rig.stop();
    expect(rig.bugs).toEqual([]);
  }
});

async function start(options: StewardForTestOptions = {}): Promise<StewardForTest> {
  const rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, ...options });
  running.push(rig);
  return rig;
}

async function audit(rig: StewardForTest): Promise<void> {
  await rig.advance({ minutes: 1 });
  await rig.passing(rig.steward.services.protection.audit());
}

describe('a balance counts', () => {
  it('only while no order of ours is in doubt', async () => {
    const state = { isBlind: true };
    const rig = await start({
      faults: {
        beforePlace: ({ order }) => (order.side === 'buy' ? 'lose-reply' : null),
        beforeRead: (read) => (state.isBlind && read === 'order' ? new Fault('network', 'no answer') : null),
        beforeEvent: (event) => (state.isBlind ? [] : [event]),
      },
      // The balances know of a fill before the list of fills does.
      exchangeThrough: (exchange) =>
        changedExchange(exchange, { fetchFills: async (query) => (state.isBlind ? [] : exchange.fetchFills(query)) }),
    });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    for (const { id } of rig.steward.state.proposals.staged())
      await rig.steward.approve(id, { by: { kind: 'system' }, portion: 1 });
    await rig.passing(rig.steward.idle());
    await audit(rig);
    expect(rig.steward.state.orders.inDoubt()).toHaveLength(1);
    state.isBlind = false;
    await audit(rig);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
    expect(await rig.factsOf('drift-found')).toEqual([]);
    await expectSoundAccount(rig);
  });

  it('only when a second reading says the same', async () => {
    const account = new SharedAccount();
    const rig = await start({
      exchangeThrough: (exchange) => {
        const shared = account.through(exchange);
        return changedExchange(shared, {
          fetchBalances: async () => {
            account.move('BTC', '0.1');
            return shared.fetchBalances();
          },
        });
      },
    });
    for (let minute = 0; minute < 3; minute += 1) await audit(rig);
    expect(await rig.factsOf('drift-found')).toEqual([]);
  });

  it('not against a fill that nobody told of: that is booked', async () => {
    const state: { stale: readonly OrderReport[] | null } = { stale: null };
    const rig = await start({
      faults: { beforeEvent: () => [] },
      exchangeThrough: (exchange) =>
        changedExchange(exchange, {
          fetchOpenOrders: async () => {
            const { stale } = state;
            state.stale = null;
            return stale ?? exchange.fetchOpenOrders();
          },
        }),
    });
    await openPosition(rig);
    const stale = await rig.exchange.fetchOpenOrders();
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    await rig.advance({ minutes: 30 });
    state.stale = stale;
    await rig.passing(settleBooks(rig.steward.services, { sessionId: null }));
    expect((await rig.factsOf('fill-booked')).map(({ reason }) => reason)).toEqual(['signal', 'protection']);
    await audit(rig);
    expect(await rig.factsOf('drift-found')).toEqual([]);
    await expectSoundAccount(rig);
  });
});

describe('the audit', () => {
  it('finds a drift without any session, and says it once however many look at the same time', async () => {
    const account = new SharedAccount();
    const rig = await start({ exchangeThrough: (exchange) => account.through(exchange) });
    account.move('BTC', '0.1');
    const { protection } = rig.steward.services;
    await rig.passing(Promise.all([protection.audit(), protection.audit(), protection.audit()]));
    await audit(rig);
    expect(await rig.factsOf('drift-found')).toHaveLength(1);
    expect(await rig.factsOf('alert-raised')).toHaveLength(1);
    account.move('BTC', '-0.1');
    await rig.passing(Promise.all([protection.audit(), protection.audit()]));
    expect(await rig.factsOf('drift-resolved')).toHaveLength(1);
  });

  it('writes nothing down when nothing happened', async () => {
    const rig = await start({ venue: 'live' });
    await openPosition(rig);
    await audit(rig);
    const before = rig.steward.state.lastSequence;
    for (let minute = 0; minute < 3; minute += 1) await audit(rig);
    expect(rig.steward.state.lastSequence).toBe(before);
  });

  it('protects although the balances cannot be read', async () => {
    const state = { isBroken: false };
    const rig = await start({
      faults: {
        beforeEvent: () => [],
        beforeRead: (read) => (state.isBroken && read === 'balances' ? new Fault('network', 'no answer') : null),
      },
    });
    await openPosition(rig);
    const before = restingStops(rig, 'BTCUSDT');
    state.isBroken = true;
    const [stop] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    await expect(audit(rig)).rejects.toThrow('no answer');
    expect(restingStops(rig, 'BTCUSDT')).toEqual(before);
    expectProtected(rig);
  });
});

describe('a stop that was filled', () => {
  it('is no lost stop, although only its end was told and not its fills', async () => {
    const rig = await start({ faults: { beforeEvent: (event) => (event.kind === 'fill' ? [] : [event]) } });
    await openPosition(rig);
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    await rig.advance({ minutes: 30 });
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    expect((await rig.factsOf('order-intended')).map(({ intent }) => intent.purpose)).toEqual(['entry', 'stop']);
    await expectSoundAccount(rig);
  });
});

describe('what is written down of any account', () => {
  const happenings = fc.array(
    fc.oneof(
      fc.record({ move: fc.constantFrom('USDT', 'BTC', 'ETH'), amount: fc.integer({ min: -2_000, max: 2_000 }) }),
      fc.record({ order: fc.constantFrom('web_1', 'stw-P7-BTCUSDT-e1-9', 'stw-P8-ETHUSDT-e1-9') }),
      fc.constant('stop cancelled' as const),
      fc.constant('price falls' as const),
    ),
    { minLength: 1, maxLength: 4 },
  );

  it('does not depend on the order in which the exchange lists things, nor on how often', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, fc.infiniteStream(fc.nat()), async (happened, numbers) => {
        const plain = await live(happened, (list) => list);
        const numbered = numbers[Symbol.iterator]();
        const shuffled = await live(happened, (list) => shuffle([...list, ...list], () => numbered.next().value ?? 0));
        expect(shuffled).toEqual(plain);
      }),
      { numRuns: 8 },
    );
  });

  type Happening = typeof happenings extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

  /** The facts of a life in which these things happen on an account that is shared. */
  async function live(happened: readonly Happening[], told: <Item>(list: readonly Item[]) => readonly Item[]): Promise<unknown> {
    const account = new SharedAccount();
    account.move('USDT', 1_000);
    const exchangeThrough = (exchange: Exchange): Exchange => {
      const shared = account.through(exchange);
      return changedExchange(shared, {
        fetchOpenOrders: async () => told(await shared.fetchOpenOrders()),
        fetchFills: async (query) => told(await shared.fetchFills(query)),
        fetchBalances: async () => told(await shared.fetchBalances()),
      });
    };
    const rig = await start({ venue: 'live', exchangeThrough, faults: { beforeEvent: () => [] } });
    await openPosition(rig);
    for (const happening of happened) {
      await happen(rig, account, happening);
      await audit(rig);
    }
    await audit(rig);
    return (await rig.entries()).map(({ at, fact }) => ({ at, fact }));
  }

  async function happen(rig: StewardForTest, account: SharedAccount, happening: Happening): Promise<void> {
    if (happening === 'price falls') rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 0.9 });
    else if (happening === 'stop cancelled') {
      const [stop] = await rig.exchange.fetchOpenOrders();
      if (stop !== undefined) await rig.exchange.cancel(stop);
    } else if ('order' in happening) account.putOrder(happening.order);
    else account.move(happening.move, happening.move === 'USDT' ? happening.amount : happening.amount / 100_000);
  }
});

/** @param next  A whole number, any. */
function shuffle<Item>(list: Item[], next: () => number): readonly Item[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = next() % (last + 1);
    [list[last], list[other]] = [list[other] as Item, list[last] as Item];
  }
  return list;
}
