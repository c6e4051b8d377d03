import { afterEach, describe, expect, it } from 'vitest';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition } from '../support/open-position.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

const WARM_UP_DAYS = 2;
const COLLAR_FRACTION = 0.001;

let rig: StewardForTest;

afterEach(async () => {
  await rig.stop();
  expect(rig.bugs).toEqual([]);
});

async function open(entryKind: string, options: StewardForTestOptions = {}): Promise<void> {
  const settings = { 'execution.entryKind': entryKind, 'limits.entryCollarFractionMax': String(COLLAR_FRACTION) };
  rig = await stewardForTest({ warmUpDays: WARM_UP_DAYS, ...options, settings: { ...settings, ...options.settings } });
}

/** The entry as it was sent, and whether it brought its stop. */
async function sentEntries() {
  return (await rig.factsOf('order-intended')).flatMap(({ intent }) =>
    intent.purpose === 'entry' ? [{ ...intent.request.order, hasList: intent.list != null }] : [],
  );
}

describe.each([
  ['collared-limit', 'limit', true],
  ['market', 'market', false],
] as const)('an entry of the kind %s', (entryKind, type, hasList) => {
  it(`is sent as ${type}, with its stop in the same request: ${hasList}`, async () => {
    await open(entryKind);
    await openPosition(rig);
    expect(await sentEntries()).toMatchObject([{ side: 'buy', type, hasList }]);
    await expectSoundAccount(rig);
  });

  it('goes alone on a market without lists, and its stop follows', async () => {
    await open(entryKind, { settings: { 'simulator.preset': 'capture-2024' } });
    await openPosition(rig);
    expect(await sentEntries()).toMatchObject([{ type, hasList: false }]);
    await expectSoundAccount(rig);
  });

  it('is bought for the part that a person approves, and sold whole', async () => {
    await open(entryKind, { settings: { autonomy: 'confirm' } });
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    await rig.runNextSession();
    const [asked] = rig.steward.state.proposals.staged();
    expect(asked?.terms.purpose).toBe('entry');
    await rig.steward.approve(asked?.id ?? '', { by: OPERATOR, portion: 0.5 });
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.proposals.get(asked?.id ?? '')?.state.tag).toBe('executed');
    await expectSoundAccount(rig);
    await rig.passing(rig.steward.closePosition('BTCUSDT', { fraction: 1, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.book.positions).toEqual([]);
    await expectSoundAccount(rig);
  });
});

describe('the price of an entry', () => {
  it('of the kind collared-limit is at most the collar above the mark', async () => {
    await open('collared-limit');
    await openPosition(rig);
    const [staged] = await rig.factsOf('proposal-staged');
    const [entry] = await sentEntries();
    if (staged?.proposal.terms.purpose !== 'entry' || entry?.type !== 'limit') throw new Error('no collared entry was sent');
    const fractionAbove = Number(entry.price) / Number(staged.proposal.terms.referencePrice) - 1;
    expect(fractionAbove).toBeGreaterThan(0);
    expect(fractionAbove).toBeLessThanOrEqual(COLLAR_FRACTION);
  });
});
