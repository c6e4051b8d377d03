import { afterEach, describe, expect, it } from 'vitest';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { messageText } from '../report/message-text.ts';
import { type PaidVendor, paidVendor } from '../support/paid-vendor.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function start(vendor: PaidVendor, options: StewardForTestOptions = {}): Promise<void> {
  rig = await stewardForTest({ warmUpDays: 2, vendor, ...options });
}

async function restart(vendor: PaidVendor): Promise<void> {
  const startAt = rig.clock.now();
  await rig.stop();
  await start(vendor, { journal: rig.journal, startAt, epoch: 2 });
}

async function alerts(): Promise<readonly string[]> {
  const entries = await rig.entries();
  return entries.flatMap(({ fact }) =>
    fact.kind === 'alert-raised' || fact.kind === 'alert-resolved' ? [`${fact.kind} ${fact.key}`] : [],
  );
}

async function chat(): Promise<string> {
  const fold = new MessageFold({ venue: 'demo', language: 'en' });
  return (await rig.entries()).flatMap((entry) => fold.apply(entry).map(messageText)).join('\n\n');
}

describe('a vendor in trouble', () => {
  it('that refuses the key is told of once, and again only when a call works, by another process, too', async () => {
    const vendor = paidVendor();
    await start(vendor);
    vendor.failure = 'unauthorised';
    await rig.runNextSession();
    await rig.runNextSession();
    await restart(vendor);
    await rig.runNextSession();
    expect(vendor.called).toHaveLength(3);
    expect(await alerts()).toEqual(['alert-raised vendor-anthropic']);
    expect(await chat()).toContain('🟠 Anthropic does not accept the key');
    expect(await chat()).toContain('Put a valid one into .env and start again.');

    await restart(vendor);
    vendor.failure = null;
    await rig.runNextSession();
    expect(await alerts()).toEqual(['alert-raised vendor-anthropic', 'alert-resolved vendor-anthropic']);
    expect(await chat()).toContain('Resolved · the trouble with Anthropic');
  });

  it('that cannot be reached three times in a row is told of, and left alone', async () => {
    const vendor = paidVendor();
    await start(vendor, { settings: { mode: 'ensemble' } });
    vendor.failure = 'overloaded';
    await rig.runNextSession();
    expect(await alerts()).toEqual(['alert-raised vendor-anthropic']);
    expect(await chat()).toContain('🟠 Anthropic is overloaded');
    vendor.failure = null;
    await rig.runNextSession();
    expect(await alerts()).toEqual(['alert-raised vendor-anthropic', 'alert-resolved vendor-anthropic']);
  });

  it('that does not know a model is told of by the name of the model', async () => {
    const vendor = paidVendor();
    await start(vendor, { settings: { 'llm.single.agents.trader.model': 'claude-x-9' } });
    vendor.failure = 'model-unknown';
    await rig.runNextSession();
    expect(await alerts()).toEqual(['alert-raised model-anthropic-claude-x-9']);
    expect(await chat()).toContain('🟠 Anthropic does not know the model claude-x-9');
    vendor.failure = null;
    await rig.runNextSession();
    expect((await alerts())[1]).toBe('alert-resolved model-anthropic-claude-x-9');
    expect(await chat()).toContain('Resolved · the unknown model claude-x-9');
  });
});
