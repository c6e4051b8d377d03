import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

const ASKED = { lifetimeMs: DAY_MS, by: OPERATOR };

describe('notes of the owner', () => {
  it('are kept on one line without control characters, cut to their longest', async () => {
    const { steward } = await stewardForTest({ warmUpDays: 2 });
    await steward.addNote({ ...ASKED, text: ` one\n\ttwo\u202E\u0007 ${'x'.repeat(400)}` });
    const [note] = steward.state.notes.standing(0);
    expect(note?.text).toMatch(/^one two x{272}$/);
  });

  it('stand until their time is over, and are told no longer than that', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    const { steward, clock } = rig;
    await steward.addNote({ ...ASKED, text: 'short', lifetimeMs: HOUR_MS });
    await steward.addNote({ ...ASKED, text: 'long' });
    await rig.advance({ hours: 1 });
    expect(steward.state.notes.standing(clock.now()).map(({ text }) => text)).toEqual(['long']);
    expect(await steward.dropNote({ number: 1, by: OPERATOR })).toEqual({ tag: 'unknown', number: 1 });
    expect(await steward.dropNote({ number: 2, by: OPERATOR })).toEqual({ tag: 'dropped', number: 2 });
    expect(steward.state.notes.standing(clock.now())).toEqual([]);
  });

  it('are five at most, and a number is never given twice', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    const { steward } = rig;
    for (let count = 0; count < 5; count += 1) await steward.addNote({ ...ASKED, text: `note ${count}` });
    expect(await steward.addNote({ ...ASKED, text: 'one more' })).toEqual({ tag: 'too-many', countMax: 5 });
    await steward.dropNote({ number: 5, by: OPERATOR });
    expect(await steward.addNote({ ...ASKED, text: 'one more' })).toMatchObject({ note: { number: 6 } });
    await rig.advance({ hours: 25 });
    expect(await steward.addNote({ ...ASKED, text: 'next day' })).toMatchObject({ note: { number: 7 } });
  });

  it('survive a restart', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    await rig.steward.addNote({ ...ASKED, text: 'remembered' });
    await rig.stop();
    const again = await stewardForTest({ warmUpDays: 2, journal: rig.journal, epoch: 2 });
    expect(again.steward.state.notes.standing(rig.clock.now())).toMatchObject([{ number: 1, text: 'remembered' }]);
  });
});
