import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { messageText } from '../report/message-text.ts';
import { buttonOf, deskRig } from './desk-rig.ts';

describe('/note', () => {
  it('keeps words for a day, or for as long as is said, lists them, and drops them by their button', async () => {
    const { say, press, rig } = await deskRig();
    const { notes } = rig.steward.state;
    const now = rig.clock.now();
    expect(messageText(await say('/note FOMC at 18:00 UTC'))).toContain('Note 1 is kept');
    await say('/note for 3d the upgrade of ETH is near');
    await say('/note for now buy nothing large');
    await say('/note drop the habit of chasing');
    expect(notes.standing(now).map(({ text, expiresAt }) => [text, expiresAt - now])).toEqual([
      ['FOMC at 18:00 UTC', DAY_MS],
      ['the upgrade of ETH is near', 3 * DAY_MS],
      ['for now buy nothing large', DAY_MS],
      ['drop the habit of chasing', DAY_MS],
    ]);
    const list = await say('/note');
    expect(messageText(list)).toContain('> FOMC at 18:00 UTC');
    expect(messageText(await press(buttonOf(list, 'Drop 1')))).toContain('Note 1 is dropped');
    expect(messageText(await say('/note drop #2'))).toContain('Note 2 is dropped');
    expect(notes.standing(now).map(({ number }) => number)).toEqual([3, 4]);
    expect(messageText(await say('/note for 6h soon over'))).toContain('Note 5 is kept');
    expect(notes.standing(now + 6 * HOUR_MS).map(({ number }) => number)).toEqual([3, 4]);
  });

  it.each([
    ['/note drop', 'Expected the number of a note'],
    ['/note drop one', 'Expected the number of a note, not "one"'],
    ['/note drop 9', 'No note 9 stands'],
    ['/note for 3d', 'Expected the words of the note'],
    ['/note for 0h x', 'Expected a time of at most 14 days'],
    ['/note for 15d x', 'Expected a time of at most 14 days'],
    ['/note', 'No notes stand'],
  ])('answers %s with what it lacks', async (line, answer) => {
    const { say, rig } = await deskRig();
    expect(messageText(await say(line))).toContain(answer);
    expect(await rig.factsOf('note-added')).toEqual([]);
  });

  it('is for an owner', async () => {
    const { say, rig } = await deskRig({ roleOf: () => 'operator' });
    expect(messageText(await say('/note buy'))).toContain('/note is not for you');
    expect(await rig.factsOf('note-added')).toEqual([]);
  });

  it('keeps no sixth', async () => {
    const { say } = await deskRig();
    for (const word of ['one', 'two', 'three', 'four', 'five']) await say(`/note ${word}`);
    expect(messageText(await say('/note six'))).toContain('5 notes stand already');
  });
});
