import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { DAY_MS, dayStart } from '../../src/domain/time.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { messageText } from '../report/message-text.ts';
import { memorySimulatorStore } from '../support/memory-simulator-store.ts';
import { evenPrices, type PaidVendor, paidVendor } from '../support/paid-vendor.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest, TEST_START } from '../support/steward-for-test.ts';

const USUAL = 'claude-sonnet-5-5';
const CHEAP = 'claude-haiku-5';
/** So cheap that the most that a call can cost is little. */
const USD_PER_MILLION = 1;
const SETTINGS = {
  mode: 'ensemble',
  'budget.callUsdMax': '1',
  'budget.sessionUsdMax': '100',
  'budget.dayUsdMax': '1',
  'budget.sessionTokensMax': '10000000',
  'budget.dayTokensMax': '100000000',
  'budget.economyModel': CHEAP,
};
/** Every agent reads the market and finishes. */
const CALLS_OF_AGENT = 2;

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function start(vendor: PaidVendor, options: StewardForTestOptions = {}): Promise<StewardForTest> {
  const models = evenPrices(USD_PER_MILLION, [USUAL, CHEAP]);
  rig = await stewardForTest({ warmUpDays: 2, vendor, models, settings: SETTINGS, ...options });
  return rig;
}

/** The same data in a new process. */
async function restart(vendor: PaidVendor, options: StewardForTestOptions): Promise<void> {
  const startAt = rig.clock.now();
  await rig.stop();
  await start(vendor, { ...options, journal: rig.journal, startAt, epoch: 2 });
}

/** The next session, with calls that cost so much each. */
async function runSession(vendor: PaidVendor, usdPerCall: number): Promise<readonly string[]> {
  const before = vendor.called.length;
  vendor.tokensPerCall = (usdPerCall / USD_PER_MILLION) * 1e6;
  await rig.runNextSession();
  return vendor.called.slice(before);
}

async function lastStart() {
  return (await rig.factsOf('session-started')).at(-1);
}

async function budgetAlerts(): Promise<readonly string[]> {
  const entries = await rig.entries();
  return entries.flatMap(({ fact }) =>
    (fact.kind === 'alert-raised' || fact.kind === 'alert-resolved') && fact.key.startsWith('budget-')
      ? [`${fact.kind === 'alert-raised' ? 'raised' : 'resolved'} ${fact.key}`]
      : [],
  );
}

function chatOf(entries: readonly JournalEntry[]): string {
  const fold = new MessageFold({ venue: 'demo', language: 'en' });
  return entries.flatMap((entry) => fold.apply(entry).map(messageText)).join('\n\n');
}

describe('the ladder of the budget', () => {
  it('makes sessions cheaper at four fifths, holds at all of it, and ends with the UTC day, over restarts', async () => {
    const vendor = paidVendor();
    const store = memorySimulatorStore();
    await start(vendor, { store });

    vendor.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    vendor.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    expect(await runSession(vendor, 0.06)).toEqual(Array(3 * CALLS_OF_AGENT + 2).fill(USUAL));
    expect(await lastStart()).not.toHaveProperty('budget');
    await rig.passing(rig.steward.approve('P1', { by: OPERATOR, portion: 1 }));
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
    expect(await budgetAlerts()).toEqual([]);

    await runSession(vendor, 0.06);
    expect(await budgetAlerts()).toEqual(['raised budget-economy']);
    expect(await lastStart()).toMatchObject({ mode: 'ensemble' });

    expect(await runSession(vendor, 0.02)).toEqual(Array(CALLS_OF_AGENT).fill(CHEAP));
    expect(await lastStart()).toMatchObject({
      mode: 'single',
      budget: { stage: 'economy', modeInForce: 'ensemble', model: CHEAP, usedFraction: 0.84 },
    });
    expect(rig.steward.state.control.mode).toBe('ensemble');

    await restart(vendor, { store });
    expect(await runSession(vendor, 0.06)).toEqual(Array(CALLS_OF_AGENT).fill(CHEAP));
    expect(await budgetAlerts()).toEqual(['raised budget-economy', 'raised budget-hold']);

    await restart(vendor, { store });
    expect(await runSession(vendor, 0.06)).toEqual([]);
    expect(await lastStart()).toMatchObject({ mode: 'ensemble', budget: { stage: 'hold', model: null, usedFraction: 1 } });
    expect((await rig.factsOf('session-closed')).at(-1)).toMatchObject({ outcome: { tag: 'completed' } });
    expect((await rig.factsOf('agent-finished')).length).toBe(3 + 3 + 1 + 1);
    expect(await rig.exchange.fetchOpenOrders()).not.toEqual([]);

    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();

    while (rig.clock.now() < dayStart(TEST_START) + DAY_MS - 3_600_000) expect(await runSession(vendor, 0.06)).toEqual([]);
    expect(await budgetAlerts()).toHaveLength(2);
    expect(await runSession(vendor, 0.01)).toEqual(Array(3 * CALLS_OF_AGENT).fill(USUAL));
    expect(await lastStart()).not.toHaveProperty('budget');
    expect((await budgetAlerts()).slice(2)).toEqual(['resolved budget-hold', 'resolved budget-economy']);
  });

  it('is told in the chat: each step once, and in one line of the sessions that it changed', async () => {
    const vendor = paidVendor();
    await start(vendor, { settings: { ...SETTINGS, mode: 'ensemble' } });
    await runSession(vendor, 0.137);
    await runSession(vendor, 0.1);
    await runSession(vendor, 0.1);
    const text = chatOf(await rig.entries());
    expect(text.match(/82 % of the day's budget is used/g)).toHaveLength(1);
    expect(text).toContain('Sessions that begin now use mode single with model claude-haiku-5, until the next UTC day');
    expect(text).toContain(
      "82 % of the day's budget was used: mode single instead of ensemble, model claude-haiku-5 for every agent.",
    );
    expect(text.match(/🟠 The day's budget is used up/g)).toHaveLength(1);
    expect(text).toContain("The day's budget is used up: no model was asked and everything is held.");
  });

  it('goes a step on when what is left does not carry a call, and back when a limit is raised', async () => {
    const vendor = paidVendor();
    const store = memorySimulatorStore();
    const options = { store, models: evenPrices(10, [USUAL, CHEAP]) };
    const settings = { ...SETTINGS, mode: 'single', 'budget.dayUsdMax': '0.5' };
    await start(vendor, { ...options, settings });
    vendor.tokensPerCall = 30_000;
    await rig.runNextSession();
    expect(vendor.called).toEqual([USUAL]);
    expect(await budgetAlerts()).toEqual(['raised budget-economy']);

    await rig.runNextSession();
    expect(vendor.called).toHaveLength(1);
    expect(await lastStart()).toMatchObject({ budget: { stage: 'economy', usedFraction: 0.6 } });
    expect(await budgetAlerts()).toEqual(['raised budget-economy', 'raised budget-hold']);

    await restart(vendor, { ...options, settings });
    await rig.runNextSession();
    expect(await lastStart()).toMatchObject({ budget: { stage: 'hold' } });
    expect(await rig.factsOf('agent-finished')).toHaveLength(2);

    await restart(vendor, { ...options, settings: { ...settings, 'budget.dayUsdMax': '50' } });
    expect((await budgetAlerts()).slice(2)).toEqual(['resolved budget-hold', 'resolved budget-economy']);
    await rig.runNextSession();
    expect(await lastStart()).not.toHaveProperty('budget');
    expect(vendor.called.length).toBeGreaterThan(1);
  });

  it('ends with the session that begins after a person has raised the limit', async () => {
    const vendor = paidVendor();
    await start(vendor);
    await runSession(vendor, 0.17);
    expect(await budgetAlerts()).toEqual(['raised budget-hold']);
    await rig.steward.services.configuration.setOverride({ key: 'budget.dayUsdMax', text: '5', by: OPERATOR });
    expect(await runSession(vendor, 0.01)).toEqual(Array(3 * CALLS_OF_AGENT).fill(USUAL));
    expect(await lastStart()).not.toHaveProperty('budget');
    expect(await budgetAlerts()).toEqual(['raised budget-hold', 'resolved budget-hold']);
  });

  it('leaves the mode and the models as they are where no cheaper ones are configured', async () => {
    const vendor = paidVendor();
    const settings = { ...SETTINGS, 'budget.economyMode': 'none', 'budget.economyModel': 'auto' };
    await start(vendor, { settings });
    await runSession(vendor, 0.14);
    expect(await runSession(vendor, 0.001)).toEqual(Array(3 * CALLS_OF_AGENT).fill(USUAL));
    expect(await lastStart()).toMatchObject({ mode: 'ensemble', budget: { stage: 'economy', model: null } });
    expect(chatOf(await rig.entries())).not.toContain('budget was used');
  });
});
