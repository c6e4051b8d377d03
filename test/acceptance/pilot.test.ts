import { describe, expect, it } from 'vitest';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { messageText } from '../report/message-text.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { openPosition } from '../support/open-position.ts';
import { livePilot, PILOT_SETTINGS } from '../support/pilot-life.ts';
import { generatedPilotMarket } from '../support/pilot-markets.ts';
import { pilotTrader } from '../support/pilot-trader.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { stewardForTest, TEST_START } from '../support/steward-for-test.ts';

const DAYS = 8;
const invented = { days: DAYS, market: generatedPilotMarket({ seed: 5, startAt: TEST_START, days: DAYS }) };

describe('a book of 25 USDT', () => {
  it.each([
    ['received', 'spot-2026', 'collared-limit'],
    ['bnb', 'spot-2026', 'collared-limit'],
    ['received', 'capture-2024', 'market'],
  ] as const)(
    'trades, protects and sells all that it holds: commissions from %s, markets of %s, entries by %s',
    async (feePaidIn, preset, entryKind) => {
      const settings = { 'simulator.feePaidIn': feePaidIn, 'simulator.preset': preset, 'execution.entryKind': entryKind };
      const { rig, record } = await livePilot({ ...invented, provider: pilotTrader(5), settings });
      expect(record.entries).toBeGreaterThan(3);
      expect(record.exits + record.stopsHit).toBeGreaterThan(3);
      expect(record.dustBooked > 0).toBe(true);
      await rig.stop();
    },
  );

  it('is sold whole where half of a position would be too little for a stop', async () => {
    const settings = { ...PILOT_SETTINGS, 'limits.positionFractionMax': '0.43' };
    const rig = await stewardForTest({ warmUpDays: 2, settings });
    await openPosition(rig, { symbol: 'ETHUSDT', sizeStep: 1, stopFraction: 0.1 });
    await rig.passing(rig.steward.closePosition('ETHUSDT', { fraction: 0.5, by: OPERATOR }));
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.book.positions).toEqual([]);
    expect(await rig.factsOf('position-unprotected')).toEqual([]);
    await expectSoundAccount(rig);
    await rig.stop();
  });

  it('tells in the chat why nothing is bought when its limits leave less than the exchange takes', async () => {
    const settings = { 'limits.positionFractionMax': '0.2' };
    const { rig, record } = await livePilot({ ...invented, days: 3, provider: pilotTrader(5), settings });
    expect(record.entries).toBe(0);
    expect(record.refusals.get('bracket-filter')).toBeGreaterThan(0);
    const fold = new MessageFold({ venue: 'demo', language: 'en' });
    const messages = (await rig.entries()).flatMap((entry) => fold.apply(entry)).map(messageText);
    expect(messages.join('\n')).toMatch(/would be worth .* USDT; the exchange takes it from/);
    await rig.stop();
  });
});
