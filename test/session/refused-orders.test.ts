import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { isoTime } from '../../src/domain/time.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { ExchangeStanding } from '../../src/ports/exchange-standing.ts';
import { tellOutsideTrouble } from '../../src/session/outside-alerts.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { heldPosition, openPosition } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { RefusalWall } from '../support/refusal-wall.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

const LATE = { code: -1021, message: 'Timestamp for this request is outside of the recvWindow.' };
const KEY = { code: -2015, message: 'Invalid API-key, IP, or permissions for action.' };
const UNSUPPORTED = { code: -1013, message: 'This order type is not supported.' };
const FILTER = { code: -1013, message: 'Filter failure: LOT_SIZE' };

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function start(options: Parameters<typeof stewardForTest>[0] = {}) {
  const wall = new RefusalWall();
  rig = await stewardForTest({ capabilities: [], ...options, faults: { beforePlace: wall.beforePlace, ...options.faults } });
  return wall;
}

async function tryToBuy(symbol: 'BTCUSDT' | 'ETHUSDT' = 'BTCUSDT'): Promise<void> {
  await openPosition(rig, { symbol, sizeStep: 0.25 }).catch(() => undefined);
}

function audit(): Promise<void> {
  return rig.passing(rig.steward.services.protection.audit());
}

async function entriesSent(): Promise<number> {
  return (await rig.factsOf('order-intended')).filter(({ intent }) => intent.purpose === 'entry').length;
}

async function blockCauses(): Promise<readonly string[]> {
  const verdicts = (await rig.factsOf('signal-assessed')).map(({ verdict }) => verdict);
  return verdicts.flatMap((verdict) =>
    verdict.tag === 'refused'
      ? verdict.reasons.flatMap((reason) => (reason.code === 'entries-blocked' ? [reason.cause] : []))
      : [],
  );
}

async function alertsOf(key: string): Promise<readonly string[]> {
  return (await rig.entries()).flatMap(({ fact }) =>
    (fact.kind === 'alert-raised' || fact.kind === 'alert-resolved') && fact.key === key ? [fact.kind] : [],
  );
}

describe('an entry that the exchange refuses for good', () => {
  it('is not asked for again in that symbol for an hour, told once, and asked for in others', async () => {
    const wall = await start();
    wall.rule = ({ symbol }) => (symbol === 'BTCUSDT' ? UNSUPPORTED : null);
    await tryToBuy();
    await audit();
    expect(await entriesSent()).toBe(1);
    await rig.advance({ minutes: 20 });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
    await rig.passing(Promise.resolve(rig.steward.runSessionNow()));
    await rig.passing(rig.steward.idle());
    expect(await entriesSent()).toBe(1);
    expect(await blockCauses()).toEqual(['orders-refused']);
    expect(await alertsOf('orders-refused-BTCUSDT-capability')).toEqual(['alert-raised']);
    await tryToBuy('ETHUSDT');
    expect(heldPosition(rig, 'ETHUSDT').quantity.gt(0)).toBe(true);
  });

  it('may be asked for when the hour is over, which is told', async () => {
    const wall = await start();
    wall.rule = ({ symbol }) => (symbol === 'BTCUSDT' ? UNSUPPORTED : null);
    await tryToBuy();
    await audit();
    wall.rule = null;
    await rig.advance({ minutes: 61 });
    await audit();
    expect(await alertsOf('orders-refused-BTCUSDT-capability')).toEqual(['alert-raised', 'alert-resolved']);
    await tryToBuy();
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });

  it('may be asked for at once when the market has changed its rules', async () => {
    const changed = { is: false };
    const other = (instrument: Instrument): Instrument =>
      changed.is ? { ...instrument, openOrdersMax: instrument.openOrdersMax + 1 } : instrument;
    const wall = await start({
      exchangeThrough: (exchange: Exchange) =>
        changedExchange(exchange, { fetchInstruments: async () => (await exchange.fetchInstruments()).map(other) }),
    });
    wall.rule = ({ symbol }) => (symbol === 'BTCUSDT' ? UNSUPPORTED : null);
    await tryToBuy();
    await audit();
    changed.is = true;
    await rig.steward.services.refreshInstruments();
    await audit();
    expect(rig.steward.state.rejects.openBreaker('BTCUSDT', rig.clock.now())).toBeNull();
    expect(await alertsOf('orders-refused-BTCUSDT-capability')).toEqual(['alert-raised', 'alert-resolved']);
  });
});

describe('an entry that breaks a filter', () => {
  it('is given up for an hour only when the third is refused', async () => {
    const wall = await start();
    wall.rule = () => FILTER;
    const { rejects } = rig.steward.state;
    const open: boolean[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
      rig.steward.runSessionNow();
      await rig.passing(rig.steward.idle());
      for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
      await rig.passing(rig.steward.idle());
      open.push(rejects.openBreaker('BTCUSDT', rig.clock.now()) !== null);
      await rig.advance({ minutes: 1 });
    }
    expect(open).toEqual([false, false, true]);
  });
});

describe('an entry that came too late for the exchange', () => {
  it('is judged and sent anew under another id', async () => {
    const wall = await start();
    let late = 1;
    wall.rule = ({ side }) => (side === 'buy' && late-- > 0 ? LATE : null);
    await openPosition(rig, { sizeStep: 0.25 });
    const sent = (await rig.factsOf('order-intended')).filter(({ intent }) => intent.purpose === 'entry');
    expect(sent.map(({ intent }) => intent.clientOrderId)).toEqual(['stw-P1-BTCUSDT-e1-1', 'stw-P1-BTCUSDT-e2-1']);
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
  });

  it('keeps the half that a person approved', async () => {
    const wall = await start();
    let late = 1;
    wall.rule = ({ side }) => (side === 'buy' && late-- > 0 ? LATE : null);
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    const [staged] = rig.steward.state.proposals.staged();
    await rig.steward.approve(staged?.id ?? '', { by: OPERATOR, portion: 0.5 });
    await rig.passing(rig.steward.idle());
    const sent = (await rig.factsOf('order-intended')).filter(({ intent }) => intent.purpose === 'entry');
    expect(sent).toHaveLength(2);
    expect(sent[1]?.intent.request.order.quantity).toBe(sent[0]?.intent.request.order.quantity);
  });

  it('is sent three times at most', async () => {
    const wall = await start();
    wall.rule = ({ side }) => (side === 'buy' ? LATE : null);
    await tryToBuy();
    expect(await entriesSent()).toBe(3);
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('failed');
  });
});

describe('a key that the exchange refuses', () => {
  it('pauses entries in all symbols with one alert, which a person lifts', async () => {
    const wall = await start();
    wall.rule = () => KEY;
    await tryToBuy();
    await audit();
    await audit();
    expect(rig.steward.state.control.control).toBe('reducing');
    expect(await alertsOf('account-refused')).toEqual(['alert-raised']);
    wall.rule = null;
    await rig.steward.changeControl({ to: 'active', by: OPERATOR, why: 'resume-command' });
    await audit();
    expect(rig.steward.state.control.control).toBe('active');
    expect(await alertsOf('account-refused')).toEqual(['alert-raised', 'alert-resolved']);
    await tryToBuy();
    expect(heldPosition(rig, 'BTCUSDT').quantity.gt(0)).toBe(true);
  });

  it('pauses them as well when only the reads are refused', async () => {
    const state = { isRevoked: false };
    await start({
      faults: { beforeRead: (read) => (state.isRevoked && read === 'open-orders' ? new Fault('unauthorised', '-2015') : null) },
    });
    state.isRevoked = true;
    await expect(audit()).rejects.toThrow('-2015');
    expect(rig.steward.state.control.control).toBe('reducing');
    expect(await alertsOf('account-refused')).toEqual(['alert-raised']);
  });
});

describe('an exchange that wants a pause, and a clock that is wrong', () => {
  async function withStanding() {
    await start();
    const now: { until: number | null; skewMs: number | null } = { until: null, skewMs: null };
    const exchangeStanding: ExchangeStanding = { pausedUntil: () => now.until, skewMs: () => now.skewMs };
    const { state, clock } = rig.steward.services;
    return { now, tell: () => tellOutsideTrouble({ state, clock, exchangeStanding }) };
  }

  it('the pause is told once with its end, refuses entries, and is over with a look at everything', async () => {
    const { now, tell } = await withStanding();
    now.until = rig.clock.now() + 2 * 3_600_000;
    expect(await tell()).toBe(false);
    expect(await tell()).toBe(false);
    expect(await alertsOf('exchange-pause')).toEqual(['alert-raised']);
    expect(rig.steward.state.alerts.factsOf('exchange-pause')).toEqual({ until: isoTime(now.until) });
    await tryToBuy();
    expect(await blockCauses()).toEqual(['exchange-pause']);
    expect(await entriesSent()).toBe(0);
    now.until = null;
    expect(await tell()).toBe(true);
    expect(await alertsOf('exchange-pause')).toEqual(['alert-raised', 'alert-resolved']);
  });

  it('while the pause lasts nothing is sent for a position either, and its stop is placed right after', async () => {
    const { now, tell } = await withStanding();
    await openPosition(rig, { sizeStep: 0.25 });
    now.until = rig.clock.now() + 10 * 60_000;
    await tell();
    const [stop] = await rig.exchange.fetchOpenOrders();
    await rig.exchange.cancel({ symbol: 'BTCUSDT', clientOrderId: stop?.clientOrderId ?? '' });
    await rig.exchange.idle();
    await rig.passing(rig.steward.services.protection.audit());
    expect(await rig.exchange.fetchOpenOrders()).toEqual([]);
    expect(await alertsOf('unprotected-BTCUSDT')).toEqual(['alert-raised']);
    now.until = null;
    if (await tell()) await audit();
    expect(await rig.exchange.fetchOpenOrders()).toHaveLength(1);
  });

  it('a wait of seconds is nothing to tell', async () => {
    const { now, tell } = await withStanding();
    now.until = rig.clock.now() + 10_000;
    await tell();
    expect(await alertsOf('exchange-pause')).toEqual([]);
  });

  it('a skew above a second refuses entries until it is clearly gone', async () => {
    const { now, tell } = await withStanding();
    for (const skewMs of [900, -1_500, -900, -1_200]) {
      now.skewMs = skewMs;
      await tell();
    }
    expect(await alertsOf('clock-skew')).toEqual(['alert-raised']);
    await tryToBuy();
    expect(await blockCauses()).toEqual(['clock-skew']);
    now.skewMs = 100;
    await tell();
    expect(await alertsOf('clock-skew')).toEqual(['alert-raised', 'alert-resolved']);
    await tryToBuy();
    expect(await entriesSent()).toBe(1);
  });
});
