import { expect } from 'vitest';
import { decimalText, floorToStep, notional } from '../../src/domain/decimal.ts';
import { baseAssetOf } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { expectBooksOfTheExchange, expectProtected } from './expect-sound-account.ts';
import { OPERATOR } from './recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from './steward-for-test.ts';

/** A book of 25 USDT, whose limits leave room for the exchange's smallest order. */
export const PILOT_SETTINGS: Readonly<Record<string, string>> = {
  'capital.allotted': '25',
  autonomy: 'auto',
  'limits.positionFractionMax': '0.5',
  'limits.riskPerTradeFractionMax': '0.05',
  'limits.grossExposureFractionMax': '1',
  'limits.cashReserveFractionMin': '0',
  'limits.confirmAboveFraction': '0.5',
  'limits.entriesPerDayMax': '50',
  'limits.dailyLossFractionMax': '0.2',
  'limits.drawdownFractionMax': '0.5',
  'limits.cooldownHours': '1',
};

export interface PilotOptions extends StewardForTestOptions {
  readonly days: number;
}

/** What the days of a pilot came to. */
export interface PilotRecord {
  readonly entries: number;
  readonly exits: number;
  readonly stopsHit: number;
  readonly targetsHit: number;
  readonly dustBooked: number;
  readonly refusals: ReadonlyMap<string, number>;
  /** Coins in which commissions were taken. */
  readonly feeAssets: ReadonlySet<string>;
}

/** Lives some days, an hour at a time: in every hour each position has its stop, and at the end of each day the books are the exchange's. */
export async function livePilot({ days, settings, ...options }: PilotOptions): Promise<{
  readonly rig: StewardForTest;
  readonly record: PilotRecord;
}> {
  const rig = await stewardForTest({ ...options, settings: { ...PILOT_SETTINGS, ...settings } });
  const endsAt = rig.clock.now() + days * DAY_MS;
  while (rig.clock.now() < endsAt) {
    await rig.runNextSession();
    await approveAll(rig);
    expectProtected(rig);
    expectSellable(rig);
    if (rig.clock.now() % DAY_MS < HOUR_MS) await endDay(rig);
  }
  await sellEverything(rig);
  await endDay(rig);
  expect(rig.bugs).toEqual([]);
  await expectNothingRefused(rig);
  return { rig, record: await recordOf(rig) };
}

async function approveAll(rig: StewardForTest): Promise<void> {
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
}

async function endDay(rig: StewardForTest): Promise<void> {
  await rig.passing(rig.steward.services.protection.audit());
  await rig.passing(rig.steward.idle());
  await expectBooksOfTheExchange(rig);
}

/** A position of which the market takes nothing would be there for ever. */
function expectSellable({ steward }: Pick<StewardForTest, 'steward'>): void {
  const { state, instruments } = steward.services;
  for (const { symbol, quantity } of state.portfolio.book.positions) {
    const instrument = instruments.get(symbol);
    const [stop] = state.orders.protectionOf(symbol).liveStops;
    if (instrument === undefined || stop === undefined) throw new Error(`${decimalText(quantity)} ${symbol} cannot be sold`);
    const value = notional(stop.stopPrice, floorToStep(quantity, instrument.stepSize));
    expect(decimalText(stop.stopPrice), `the stop of ${symbol} rests where the book has it`).toBe(
      state.portfolio.position(symbol)?.stopPrice?.toFixed(),
    );
    expect(value.gte(instrument.notionalMin), `${decimalText(quantity)} ${symbol} is worth an order at its stop`).toBe(true);
  }
}

/** Afterwards nothing is a position, and what is left on the account is dust of the book. */
async function sellEverything(rig: StewardForTest): Promise<void> {
  const { state, instruments } = rig.steward.services;
  for (const { symbol } of state.portfolio.book.positions) {
    await rig.passing(rig.steward.closePosition(symbol, { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
  }
  expect(state.portfolio.book.positions, 'everything is sold').toEqual([]);
  const balances = await rig.exchange.fetchBalances();
  for (const { symbol, stepSize } of instruments.values()) {
    const left = balances.find(({ asset }) => asset === baseAssetOf(symbol));
    const dust = state.portfolio.book.dust[baseAssetOf(symbol)];
    if (left === undefined || left.free.isZero()) continue;
    expect(left.locked.isZero()).toBe(true);
    expect(decimalText(left.free), `what is left of ${symbol} is booked as dust`).toBe(dust?.toFixed());
    expect(dust?.lt(stepSize.times(100)), `${dust?.toFixed()} ${symbol} are many steps`).toBe(true);
  }
}

/** What the guard approved the exchange took, each stop included, and no second of it was without a stop. */
async function expectNothingRefused(rig: StewardForTest): Promise<void> {
  const rejected = (await rig.factsOf('order-changed')).filter(({ state }) => state.tag === 'rejected');
  expect(rejected, 'the exchange refused nothing').toEqual([]);
  const failed = (await rig.factsOf('proposal-changed')).filter(
    ({ state }) => state.tag === 'failed' && state.why === 'unplaceable',
  );
  expect(failed, 'nothing approved was unplaceable').toEqual([]);
  expect(await rig.factsOf('position-unprotected'), 'no stop was unplaceable').toEqual([]);
  const exposed = (await rig.factsOf('position-protected')).filter(({ unprotectedMs }) => unprotectedMs > 0);
  expect(exposed, 'no time passed without a stop').toEqual([]);
  expect(await rig.factsOf('drift-found')).toEqual([]);
}

async function recordOf(rig: StewardForTest): Promise<PilotRecord> {
  const fills = (await rig.factsOf('fill-booked')).map(({ fill }) => fill);
  const intents = new Map((await rig.factsOf('order-intended')).map(({ intent }) => [intent.clientOrderId, intent.purpose]));
  const filled = (purpose: string) =>
    new Set(fills.flatMap(({ clientOrderId }) => (intents.get(clientOrderId) === purpose ? [clientOrderId] : []))).size;
  const refusals = new Map<string, number>();
  for (const { verdict } of await rig.factsOf('signal-assessed')) {
    if (verdict.tag !== 'refused') continue;
    for (const { code } of verdict.reasons) refusals.set(code, (refusals.get(code) ?? 0) + 1);
  }
  return {
    entries: filled('entry'),
    exits: filled('exit'),
    stopsHit: filled('stop'),
    targetsHit: filled('target'),
    dustBooked: (await rig.factsOf('transfer-booked')).filter(({ why }) => why === 'dust').length,
    refusals,
    feeAssets: new Set(fills.map(({ fee }) => fee.asset)),
  };
}
