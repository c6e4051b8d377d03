import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { Outbox } from '../../src/chat/outbox.ts';
import { runCommandLoop } from '../../src/chat/run-command-loop.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { headlineOf, type RecordingChat, recordingChat, textOf } from '../support/recording-chat.ts';
import type { StewardForTestOptions } from '../support/steward-for-test.ts';
import { type Desk, deskRig } from './desk-rig.ts';

interface Conversation extends Desk {
  readonly chat: RecordingChat;
  readonly outbox: Outbox;
  readonly ended: Promise<void>;
  readonly stop: AbortController;
  /** Lets everything happen that waits for no time. */
  settle(): Promise<void>;
}

const conversations: Conversation[] = [];

async function conversation(
  options: StewardForTestOptions & { readonly outboxClockMoves?: boolean } = {},
): Promise<Conversation> {
  const opened = await deskRig(options);
  const { rig, desk } = opened;
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
  await outbox.idle();
  chat.forget();
  const stop = new AbortController();
  const ended = runCommandLoop({ chat, desk, outbox, signal: stop.signal });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const joined = { ...opened, chat, outbox, ended, stop, settle };
  conversations.push(joined);
  return joined;
}

afterEach(async () => {
  for (const { stop, ended, outbox, rig } of conversations.splice(0)) {
    stop.abort();
    await ended;
    await outbox.stop();
    await rig.stop();
    expect(rig.bugs).toEqual([]);
  }
});

/** Prices that never come, once a test says so. */
function pricesThatHang(): { readonly through: (marketData: MarketData) => MarketData; isHanging: boolean } {
  const hanging = {
    isHanging: false,
    through: (marketData: MarketData): MarketData => ({
      fetchCandles: (query) => marketData.fetchCandles(query),
      fetchMark: (symbol) => (hanging.isHanging ? new Promise(() => undefined) : marketData.fetchMark(symbol)),
    }),
  };
  return hanging;
}

const headlines = ({ chat }: Conversation) => chat.sent.map(headlineOf);

describe('the command loop', () => {
  it('answers commands in the order in which they were said', async () => {
    const talk = await conversation();
    for (const line of ['/status', '/portfolio', '/start', '/ping', '/help']) talk.chat.say(line);
    await talk.settle();
    expect(talk.chat.sent).toHaveLength(5);
    expect(textOf(talk.chat.sent[2] ?? { blocks: [], buttons: [], urgency: 'silent' })).toContain('listening');
    expect(headlines(talk)[4]).toContain('What you can say');
  });

  it.each([
    ['/pause', 'reducing'],
    ['/panic', 'halted'],
    ['/stop', 'reducing'],
  ])('does %s at once while another command hangs', async (line, control) => {
    const prices = pricesThatHang();
    const talk = await conversation({ marketDataThrough: prices.through });
    prices.isHanging = true;
    for (const slow of ['/status', '/portfolio', '/positions', '/close BTC']) talk.chat.say(slow);
    await talk.settle();
    expect(talk.chat.sent).toEqual([]);
    talk.chat.say(line);
    await talk.settle();
    expect(talk.rig.steward.state.control.control).toBe(control);
    expect(talk.chat.sent).toHaveLength(1);
    expect(headlines(talk)[0]).toContain('Trading is');
  });

  it('does /pause at once while a session deliberates', async () => {
    const talk = await conversation();
    const held = talk.rig.llm.hold();
    talk.chat.say('/run');
    await talk.settle();
    talk.chat.say('/pause');
    await talk.settle();
    expect(talk.rig.steward.sessions.isRunning).toBe(true);
    expect(headlines(talk)).toEqual(['A session has started', 'Trading is paused']);
    held.release();
    await talk.rig.passing(talk.rig.steward.idle());
  });

  it('does the next command although an answer cannot be delivered', async () => {
    const talk = await conversation();
    talk.chat.deliverAs(() => 'failed');
    talk.chat.say('/status');
    talk.chat.say('/autonomy advisor');
    await talk.settle();
    expect(talk.rig.steward.state.control.autonomy).toBe('advisor');
    talk.chat.deliverAs(() => 'delivered');
    await talk.rig.advance({ minutes: 2 });
    await talk.settle();
    expect(talk.chat.sent).toHaveLength(2);
  });

  it('tells a change once, to the person who made it', async () => {
    const talk = await conversation();
    talk.chat.say('/pause');
    await talk.settle();
    expect(headlines(talk)).toEqual(['Trading is paused']);
    await talk.rig.steward.changeControl({ to: 'halted', by: { kind: 'system' }, why: 'drawdown' });
    await talk.settle();
    expect(headlines(talk)).toEqual(['Trading is paused', 'Trading is halted']);
  });

  it('tells a rejection once, its reason included, and one by /panic as well', async () => {
    const talk = await conversation();
    await talk.stageEntry();
    talk.chat.say('/reject P1 too large for today');
    await talk.settle();
    expect(headlines(talk).filter((text) => text.includes('P1 rejected'))).toHaveLength(1);
    expect(talk.chat.sent.map(textOf).join()).toContain('Reason: too large for today');
    await talk.stageEntry('ETHUSDT');
    talk.chat.say('/panic');
    await talk.settle();
    expect(headlines(talk).filter((text) => text.includes('P2 rejected'))).toHaveLength(1);
  });

  it('carries a proposal from its message through the button to the trade and its stop', async () => {
    const talk = await conversation();
    await talk.stageEntry();
    await talk.settle();
    talk.chat.press('Approve');
    await talk.settle();
    await talk.rig.passing(talk.rig.steward.idle());
    await talk.settle();
    const told = headlines(talk).join('\n');
    expect(told).toMatch(/P1 approved[\s\S]*BTC/);
    expect(talk.rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
    talk.chat.press('Approve');
    await talk.settle();
    expect(headlines(talk).at(-1)).toContain('already');
  });

  it('asks before it resumes, and takes the button for an answer', async () => {
    const talk = await conversation();
    talk.chat.say('/pause');
    await talk.settle();
    talk.chat.press('Resume');
    await talk.settle();
    expect(talk.rig.steward.state.control.control).toBe('reducing');
    talk.chat.press('Yes');
    await talk.settle();
    expect(talk.rig.steward.state.control.control).toBe('active');
  });

  it('ends when the person hangs up, after all is answered', async () => {
    const talk = await conversation();
    for (const line of ['/status', '/portfolio', '/ping']) talk.chat.say(line);
    talk.chat.hangUp();
    await talk.ended;
    expect(talk.chat.sent).toHaveLength(3);
  });

  it('ends at once when it is stopped, although a command hangs', async () => {
    const prices = pricesThatHang();
    const talk = await conversation({ marketDataThrough: prices.through });
    prices.isHanging = true;
    talk.chat.say('/status');
    await talk.settle();
    talk.stop.abort();
    await talk.ended;
  });

  it('refuses what was said before an outage and would give room, and obeys a pause of then', async () => {
    const talk = await conversation();
    talk.chat.say('/run', { sentAt: talk.rig.clock.now() - 10 * MINUTE_MS });
    talk.chat.say('/pause', { sentAt: talk.rig.clock.now() - 10 * MINUTE_MS });
    await talk.settle();
    expect(talk.rig.steward.state.control.control).toBe('reducing');
    expect(headlines(talk).join()).toContain('/run came too late');
    expect(talk.rig.steward.state.sessions.sessionCount).toBe(0);
  });
});
