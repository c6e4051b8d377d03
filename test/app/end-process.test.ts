import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { endProcess } from '../../src/app/end-process.ts';
import { Outbox } from '../../src/chat/outbox.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { headlineOf, recordingChat } from '../support/recording-chat.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

async function openOutbox(rig: StewardForTest) {
  const chat = recordingChat({ now: () => rig.clock.now() });
  const outbox = new Outbox({
    state: rig.steward.state,
    fold: new MessageFold({ venue: 'demo', language: 'en' }),
    chat,
    clock: rig.clock,
    log: silentLog,
    language: 'en',
    onBug: rig.steward.services.onBug,
  });
  await outbox.start();
  return { chat, outbox };
}

function ended(rig: StewardForTest, outbox: Outbox): Promise<void> {
  const { steward, clock } = rig;
  return endProcess({ steward, outbox, clock, log: silentLog, why: 'interrupt', endChat: () => undefined });
}

describe('the end of a process', () => {
  it('is in the journal and in the chat before the process is over', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    const { chat, outbox } = await openOutbox(rig);
    await rig.passing(ended(rig, outbox));
    expect(chat.sent.map(headlineOf)).toEqual(['Steward begins', 'Stopped']);
    expect(await rig.factsOf('process-stopped')).toEqual([{ kind: 'process-stopped', why: 'interrupt' }]);
  });

  it('takes a few seconds at most where the chat is away, and is told by the next process', async () => {
    const rig = await stewardForTest({ warmUpDays: 2 });
    const { chat, outbox } = await openOutbox(rig);
    await outbox.idle();
    chat.deliverAs(() => 'failed');
    const before = rig.clock.now();
    await rig.passing(ended(rig, outbox));
    expect(rig.clock.now() - before).toBeLessThanOrEqual(4_000);
    await rig.stop();
    const next = await stewardForTest({ warmUpDays: 2, journal: rig.journal, epoch: 2, startAt: rig.clock.now() });
    const again = await openOutbox(next);
    await again.outbox.idle();
    expect(again.chat.sent.map(headlineOf)).toEqual(['Stopped', 'Restarted']);
  });

  it('does not wait for work that never ends', async () => {
    const rig = await stewardForTest({
      warmUpDays: 2,
      provider: { name: 'deaf', respond: () => new Promise(() => undefined) },
      settings: { 'session.deadlineSeconds': '600' },
    });
    const { chat, outbox } = await openOutbox(rig);
    rig.steward.runSessionNow();
    const before = rig.clock.now();
    await rig.passing(ended(rig, outbox));
    expect(rig.clock.now() - before).toBeLessThanOrEqual(4_000);
    expect(chat.sent.map(headlineOf)).toContain('Stopped');
  });
});
