import { afterEach, describe, expect, it } from 'vitest';
import { Decimal, decimalText } from '../../src/domain/decimal.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { messageText } from '../report/message-text.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { expectBooksOfTheExchange, expectProtected, expectSoundAccount } from '../support/expect-sound-account.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { heldPosition, openPosition, restingStops } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { SharedAccount } from '../support/shared-account.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

const WARM_UP_DAYS = 2;

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

/** The look of every minute; no session runs. */
async function audit(): Promise<void> {
  await rig.advance({ minutes: 1 });
  await rig.passing(rig.steward.services.protection.audit());
  await rig.passing(rig.steward.idle());
}

/** The messages of this journal, as texts. */
async function told(about: string): Promise<readonly string[]> {
  const fold = new MessageFold({ venue: rig.steward.state.opening?.venue ?? 'demo', language: 'en' });
  const messages = (await rig.entries()).flatMap((entry) => fold.apply(entry));
  return messages.map(messageText).filter((text) => text.includes(about));
}

async function alerts(): Promise<readonly string[]> {
  return (await rig.entries()).flatMap(({ fact }) =>
    fact.kind === 'alert-raised' || fact.kind === 'alert-resolved' ? [`${fact.kind} ${fact.key}`] : [],
  );
}

describe('an account that the user shares', () => {
  async function sharedWithUser(options: StewardForTestOptions = {}): Promise<SharedAccount> {
    const account = new SharedAccount();
    account.move('USDT', 1_000);
    account.move('BTC', '0.5');
    const exchangeThrough = (exchange: Parameters<SharedAccount['through']>[0]) => account.through(exchange);
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, venue: 'live', exchangeThrough, ...options });
    return account;
  }

  it('has coins of the user beside the book, which are counted once and never touched', async () => {
    await sharedWithUser();
    await openPosition(rig);
    await audit();
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    await audit();
    expect(await rig.factsOf('outside-counted')).toEqual([
      { kind: 'outside-counted', holdings: { USDT: '1000', BNB: '0', BTC: '0.5', ETH: '0', ADA: '0', SOL: '0' } },
    ]);
    expect(await rig.factsOf('drift-found')).toEqual([]);
    expect(await told('Beside the book')).toEqual([]);
  });

  it('sees deposits and withdrawals within a minute, and neither moves the book', async () => {
    const account = await sharedWithUser();
    await openPosition(rig);
    const before = rig.steward.state.portfolio;
    const [book, dayStart, peak] = [before.book, before.dayStartEquity(rig.clock.now()), before.peakEquity];
    account.move('USDT', 500);
    await audit();
    account.move('USDT', 20);
    await audit();
    await rig.advance({ hours: 1 });
    account.move('BTC', '-0.5');
    await audit();
    await audit();
    const { portfolio, drift } = rig.steward.state;
    expect(portfolio.book).toBe(book);
    expect([portfolio.dayStartEquity(rig.clock.now()), portfolio.peakEquity]).toEqual([dayStart, peak]);
    expect(await rig.factsOf('transfer-booked')).toEqual([]);
    expect(drift.outside?.get('USDT')?.toFixed()).toBe('1520');
    expect((await told('Beside the book')).map((text) => text.split('\n').find((line) => line.includes('Beside')))).toEqual([
      '💰 Beside the book · +500 USDT',
      '💰 Beside the book · +20 USDT, −0.5 BTC',
    ]);
  });

  it('freezes all entries when cash of the book is missing, says so once with numbers, and is over by itself', async () => {
    const account = await sharedWithUser();
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    const cash = rig.steward.state.portfolio.book.cash;
    account.move('USDT', -1_200);
    for (let minute = 0; minute < 3; minute += 1) await audit();
    expect(await rig.factsOf('drift-found')).toEqual([
      { kind: 'drift-found', asset: 'USDT', expected: decimalText(cash), actual: decimalText(cash.minus(200)) },
    ]);
    expect(rig.steward.state.portfolio.book.cash.toFixed()).toBe(cash.toFixed());
    const [message, ...others] = await told('Books and exchange disagree');
    expect(others).toEqual([]);
    expect(message).toContain('200 USDT of the book are not on the account');
    expect(message).toContain('No entries in any market until they agree. Stops and exits go on.');
    expect(message).toContain('What to do: put 200 USDT back.');
    expect(await verdictOn('BTCUSDT')).toBe('books-unsettled');
    expectProtected(rig);
    account.move('USDT', 200);
    await audit();
    await audit();
    expect(await told('Books and exchange agree')).toHaveLength(1);
    expect(await verdictOn('BTCUSDT')).not.toBe('books-unsettled');
  });

  it('tells a drift again only when it grew, not when the book trades on', async () => {
    const account = await sharedWithUser();
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    account.move('USDT', -1_200);
    await audit();
    await rig.passing(rig.steward.closePosition('ETHUSDT', { fraction: 0.5, by: OPERATOR }));
    await audit();
    expect(await rig.factsOf('drift-found')).toHaveLength(1);
    account.move('USDT', -1);
    await audit();
    expect(await rig.factsOf('drift-found')).toHaveLength(2);
    expect(await alerts()).toEqual(['alert-raised drift-USDT', 'alert-raised drift-USDT']);
  });

  it('keeps the stop and the exit of a position on what is left of it, and freezes the entries of its symbol alone', async () => {
    const account = await sharedWithUser();
    account.move('BTC', '-0.5');
    await audit();
    const { quantity } = await openPosition(rig);
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 0.25 });
    await sellByHand(account, quantity.times('0.4').toFixed());
    await audit();
    await audit();
    const [stop] = rig.steward.state.orders.protectionOf('BTCUSDT').liveStops;
    expect(stop?.remainingQuantity.toFixed()).toBe(quantity.times('0.6').toDecimalPlaces(5, Decimal.ROUND_DOWN).toFixed());
    expect(heldPosition(rig, 'BTCUSDT').quantity.toFixed()).toBe(quantity.toFixed());
    expect([...rig.steward.state.drift.unsettled(['BTCUSDT', 'ETHUSDT'])]).toEqual(['BTCUSDT']);
    const closed = await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    expect(closed).toMatchObject({ tag: 'sold', result: { tag: 'filled' } });
    const sold = (await rig.factsOf('fill-booked')).filter(({ fill }) => fill.side === 'sell').map(({ fill }) => fill.quantity);
    expect(sold).toEqual([quantity.times('0.6').toDecimalPlaces(5, Decimal.ROUND_DOWN).toFixed()]);
  });

  it('covers all of a position again once the coins are back', async () => {
    const account = await sharedWithUser();
    account.move('BTC', '-0.5');
    await audit();
    const { quantity } = await openPosition(rig);
    await sellByHand(account, '0.01');
    await audit();
    account.move('BTC', '0.01');
    await audit();
    await audit();
    expect([...rig.steward.state.drift.assets]).toEqual([]);
    const { liveStops } = rig.steward.state.orders.protectionOf('BTCUSDT');
    const covered = liveStops.reduce((sum, stop) => sum.plus(stop.remainingQuantity), new Decimal(0));
    expect(covered.toFixed()).toBe(quantity.toDecimalPlaces(5, Decimal.ROUND_DOWN).toFixed());
    expect(await alerts()).toContain('alert-resolved drift-BTC');
  });

  /** The user cancels the bot's stop, which holds the coins, and sells some. */
  async function sellByHand(account: SharedAccount, amount: string): Promise<void> {
    const [stop] = rig.steward.state.orders.protectionOf('BTCUSDT').liveStops;
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    account.move('BTC', `-${amount}`);
    await rig.exchange.idle();
    await rig.passing(rig.steward.idle());
  }

  it('lets the user sweep up dust that the book wrote off', async () => {
    const account = await sharedWithUser();
    account.move('BTC', '-0.5');
    await openPosition(rig);
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
    const dust = rig.steward.state.portfolio.book.dust['BTC'];
    expect(dust?.gt(0)).toBe(true);
    account.move('BTC', `-${dust?.toFixed()}`);
    await audit();
    expect(await rig.factsOf('drift-found')).toEqual([]);
  });

  it('has orders of the user, which are left alone and not worth a word', async () => {
    const account = await sharedWithUser();
    account.putOrder('web_1');
    await audit();
    expect(account.cancelled).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it('has an order with our mark that the journal does not know: told once, never touched, over when it is gone', async () => {
    const account = await sharedWithUser();
    account.putOrder('stw-P7-BTCUSDT-e1-9');
    for (let minute = 0; minute < 3; minute += 1) await audit();
    expect(account.cancelled).toEqual([]);
    expect(await alerts()).toEqual(['alert-raised unknown-order-stw-P7-BTCUSDT-e1-9']);
    expect(await told('our mark')).toMatchInlineSnapshot(`
      [
        "(critical)
      🚨 An order with our mark that we never sent
      LIVE
      Sell 0.25 BTC, stw-P7-BTCUSDT-e1-9.
      Another Steward trades on this account, or this journal is not the one that belongs to it.
      Steward does not touch it. Stop the other one, or cancel the order yourself.",
      ]
    `);
    account.takeOrderOff('stw-P7-BTCUSDT-e1-9');
    await audit();
    expect((await alerts()).at(-1)).toBe('alert-resolved unknown-order-stw-P7-BTCUSDT-e1-9');
    expect(await told('the unknown order')).toHaveLength(1);
  });

  async function verdictOn(symbol: MarketSymbol): Promise<string | undefined> {
    rig.llm.wish({ action: 'open', symbol, sizeStep: 0.25 });
    await rig.runNextSession();
    for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.reject(id, { by: OPERATOR, why: null });
    const verdict = (await rig.factsOf('signal-assessed')).at(-1)?.verdict;
    return verdict?.tag === 'refused' ? verdict.reasons[0]?.code : verdict?.tag;
  }
});

describe('while nobody was there', () => {
  it('a stop was filled: it is booked at its own time, and told with it', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, store });
    await openPosition(rig);
    const diedAt = rig.clock.now();
    await rig.stop();
    const { journal, market } = rig;
    market.shift('BTCUSDT', { from: diedAt + 10 * MINUTE_MS, factor: 0.9 });
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, store, journal, market, startAt: diedAt + 3 * HOUR_MS, epoch: 2 });
    const [fill] = (await rig.factsOf('fill-booked')).filter(({ reason }) => reason === 'protection');
    const filledAt = fill?.fill.at ?? 0;
    expect(filledAt).toBeLessThan(diedAt + 2 * HOUR_MS);
    const [message] = await told('Stop hit');
    expect(message).toContain(`It was filled at ${new Date(filledAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`);
    await expectSoundAccount(rig);
  });

  it('a stop was taken off: the position is covered again at once, with an alert and all the time that it was not', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, store });
    await openPosition(rig);
    const before = restingStops(rig, 'BTCUSDT');
    await rig.stop();
    const { journal, market } = rig;
    const [order] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: order?.clientOrderId ?? '' });
    const startAt = rig.clock.now() + 20 * MINUTE_MS;
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, store, journal, market, startAt, epoch: 2 });
    expect(rig.clock.now() - startAt).toBeLessThanOrEqual(30_000);
    expect(restingStops(rig, 'BTCUSDT')).toEqual(before);
    expect(await alerts()).toEqual(['alert-raised unprotected-BTCUSDT', 'alert-resolved unprotected-BTCUSDT']);
    expect((await rig.factsOf('position-protected')).at(-1)?.unprotectedMs).toBeGreaterThanOrEqual(20 * MINUTE_MS);
    expect(await told('its stop is not on the exchange any more')).toHaveLength(1);
    await expectSoundAccount(rig);
  });

  it('the exchange forgot a stop altogether: it is concluded to be gone, and placed again', async () => {
    const store = memorySimulatorStore();
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, store });
    await openPosition(rig);
    await rig.stop();
    const { journal, market } = rig;
    const [order] = await rig.exchange.fetchOpenOrders();
    const forgotten = order?.clientOrderId ?? '';
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: forgotten });
    const startAt = rig.clock.now() + MINUTE_MS;
    rig = await stewardForTest({
      ...{ warmUpDays: WARM_UP_DAYS, store, journal, market, startAt, epoch: 2 },
      exchangeThrough: (exchange) =>
        changedExchange(exchange, {
          fetchOrder: (key) => (key.clientOrderId === forgotten ? Promise.resolve(null) : exchange.fetchOrder(key)),
        }),
    });
    expect(rig.clock.now() - startAt).toBeLessThanOrEqual(30_000);
    expect(rig.steward.state.orders.order(forgotten)?.state).toMatchObject({ tag: 'expired' });
    expect(restingStops(rig, 'BTCUSDT')).toHaveLength(1);
    await expectSoundAccount(rig);
  });
});

describe('an account of the bot alone', () => {
  it('equals the books to the last unit after a residue was written off', async () => {
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS });
    await openPosition(rig);
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
    await audit();
    expect((await rig.factsOf('transfer-booked')).map(({ asset, why }) => `${asset} ${why}`)).toEqual(['BTC dust']);
    expect(await rig.factsOf('drift-found')).toEqual([]);
    expect(await rig.factsOf('outside-counted')).toEqual([]);
    await expectBooksOfTheExchange(rig);
  });

  it('keeps BNB that is traded and BNB that pays fees in one ledger, equal to the exchange to the last unit', async () => {
    rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, settings: { 'simulator.feePaidIn': 'bnb' } });
    await openPosition(rig, { symbol: 'BNBUSDT', sizeStep: 0.5 });
    await openPosition(rig, { symbol: 'BTCUSDT', sizeStep: 0.25 });
    await audit();
    await expectBooksOfTheExchange(rig);
    await rig.passing(rig.steward.closePosition('BNBUSDT', { fraction: 0.5, by: OPERATOR }));
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.closePosition('BNBUSDT', { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
    await audit();
    const coins = new Set((await rig.factsOf('fill-booked')).map(({ fill }) => fill.fee.asset));
    expect([...coins].sort()).toEqual(expect.arrayContaining(['BNB', 'USDT']));
    expect(await rig.factsOf('drift-found')).toEqual([]);
    await expectBooksOfTheExchange(rig);
  });
});
