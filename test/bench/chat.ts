import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileJournal } from '../../src/adapters/journal/file-journal.ts';
import { systemHttpTransport } from '../../src/adapters/system/http-transport.ts';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { openFileStores } from '../../src/adapters/telegram/file-stores.ts';
import type { PaceRule } from '../../src/adapters/telegram/send-gate.ts';
import { TelegramChat } from '../../src/adapters/telegram/telegram-chat.ts';
import { openChat } from '../../src/app/open-chat.ts';
import { HOUR_MS, hourStart } from '../../src/domain/time.ts';
import { openChatWorld } from '../support/chat-world.ts';
import { seededRandom } from '../support/generated-candles.ts';
import { type TelegramPerson, TelegramServer } from '../support/servers/telegram-server.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

const OWNER_ID = 42;
const STRANGER_ID = 666;
const TOKEN = '7000000002:AAnotARealTokenButOfTheRightShape0';
const STATUS_SAMPLES = 500;
const PAUSE_SAMPLES = 200;
const PAUSE_BEHIND_SAMPLES = 10;
const WAITING_MESSAGES = 1_000;
const PRESSES = 10_000;
const PRESSES_PER_PROPOSAL = 100;

/** Measures how soon a person is answered and obeyed, and whether ten thousand presses do what they should and no more. */
export default async function benchChat(): Promise<void> {
  await benchStatus();
  await benchPause();
  await benchPresses();
}

/** Telegram over HTTP on this machine, the bot with its journal and its stores on the disk, both in this process. */
interface LoopbackChat {
  readonly rig: StewardForTest;
  readonly server: TelegramServer;
  readonly owner: TelegramPerson;
  close(): Promise<void>;
}

async function openLoopbackChat({ pace }: { readonly pace?: readonly PaceRule[] } = {}): Promise<LoopbackChat> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const journal = await openFileJournal({ folder: join(folder, 'journal'), durability: 'fsync' });
  const rig = await stewardForTest({ journal, settings: { autonomy: 'confirm' } });
  const clock = new SystemClock({
    onTimerFault: (error) => {
      throw error;
    },
  });
  const server = await new TelegramServer({ token: TOKEN, clock }).listen();
  const stop = new AbortController();
  const { signal } = stop;
  const stores = openFileStores(join(folder, 'telegram'));
  await stores.access.add({ userId: OWNER_ID, chatId: OWNER_ID, name: 'Olga', grantedAt: clock.now() });
  const chat = await TelegramChat.open({
    token: TOKEN,
    apiRoot: server.url,
    transport: systemHttpTransport,
    clock,
    log: silentLog,
    language: 'en',
    randomBytes,
    ...stores,
    menu: [],
    onNotice: () => undefined,
    stopSignal: signal,
    ...(pace === undefined ? {} : { pace }),
  });
  const owner = server.user(OWNER_ID, 'Olga');
  const { outbox, listen } = await openChat({
    chat,
    steward: rig.steward,
    venue: 'paper',
    language: 'en',
    clock,
    log: silentLog,
    signal,
  });
  listen();
  await until(() => server.state.isPolled);
  return {
    rig,
    server,
    owner,
    async close() {
      stop.abort();
      await outbox.stop();
      await rig.stop();
      await journal.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function benchStatus(): Promise<void> {
  const chat = await openLoopbackChat({ pace: [] });
  const samplesMs: number[] = [];
  for (let sample = 0; sample < STATUS_SAMPLES; sample += 1) {
    const count = chat.server.messages(OWNER_ID).length;
    const started = performance.now();
    chat.owner.says('/status');
    await until(() => chat.server.messages(OWNER_ID).length > count);
    samplesMs.push(performance.now() - started);
    await until(() => chat.server.state.isPolled);
  }
  await chat.close();
  console.log(
    `/status, from said to shown:          ${spread(samplesMs)} (goal: at most 50 ms; ${STATUS_SAMPLES} times, unpaced)`,
  );
}

async function benchPause(): Promise<void> {
  const chat = await openLoopbackChat();
  const { rig, server } = chat;
  const { state } = rig.steward;
  const held = rig.llm.hold();
  await rig.advanceTo(hourStart(rig.clock.now()) + HOUR_MS);
  const session = rig.steward.runDueSession('schedule');
  await until(() => state.sessions.current !== null);
  for (let count = 0; count < WAITING_MESSAGES; count += 1) {
    await state.record([{ kind: 'alert-raised', key: `waiting-${count}`, level: 'warning', facts: {} }]);
  }
  const samplesMs: number[] = [];
  for (let sample = 0; sample < PAUSE_SAMPLES; sample += 1) samplesMs.push(await timePause(chat));
  const behindMs: number[] = [];
  for (let sample = 0; sample < PAUSE_BEHIND_SAMPLES; sample += 1) behindMs.push(await timePause(chat, WAITING_MESSAGES));
  const shownCount = server.messages(OWNER_ID).length;
  held.release();
  await session;
  await chat.close();
  if (shownCount > WAITING_MESSAGES / 2) throw new Error('the messages did not wait');
  console.log(
    `/pause, from said to in force:        ${spread(samplesMs)} (goal: p99 below 1,000 ms; ${PAUSE_SAMPLES} times, a session deliberating, ${WAITING_MESSAGES} messages waiting to be sent)`,
  );
  console.log(
    `/pause said behind ${WAITING_MESSAGES} commands: ${spread(behindMs)} (goal: below 1,000 ms; ${PAUSE_BEHIND_SAMPLES} times)`,
  );
}

/** How long it takes until a pause counts, with this many commands before it. */
async function timePause({ rig, owner, server }: LoopbackChat, commandsBefore = 0): Promise<number> {
  const { steward } = rig;
  await steward.changeControl({ to: 'active', by: { kind: 'system' }, why: 'bench' });
  await until(() => server.state.isPolled);
  const started = performance.now();
  for (let count = 0; count < commandsBefore; count += 1) owner.says('/ping');
  owner.says('/pause');
  await until(() => steward.state.control.control === 'reducing');
  return performance.now() - started;
}

type Press = 'approve' | 'half' | 'reject' | 'foreign' | 'forged';

/** Proposals that are pressed a hundred times each, in time or late, by whom it may be and by others. */
async function benchPresses(): Promise<void> {
  const started = performance.now();
  const world = await openChatWorld({ warmUpDays: 2, settings: { autonomy: 'confirm', 'limits.entriesPerDayMax': '50' } });
  // The session of the first hour proposes nothing.
  await world.pass({ minutes: 1 });
  const random = seededRandom(7);
  const { server, owner, rig } = world;
  const stranger = server.user(STRANGER_ID, 'Eve');
  const outcomes = { expected: 0, wrong: 0, executed: 0, expired: 0, rejected: 0 };
  let pressCount = 0;
  for (let round = 0; pressCount < PRESSES; round += 1) {
    const proposal = await askToBuy(world);
    const isLate = round % 4 === 3;
    if (isLate) await world.pass({ minutes: 31 });
    const presses = Array.from({ length: PRESSES_PER_PROPOSAL }, () => pickPress(random));
    const question = world.shown().findLast(({ buttons }) => buttons.flat().some(({ label }) => label.includes('Approve')));
    const messageId = question?.messageId ?? 0;
    for (const press of presses) {
      if (press === 'foreign')
        stranger.sendsData(server.state.dataOf(owner.id, messageId, 'Approve'), { messageId, chatId: owner.id });
      else if (press === 'forged') owner.sendsData(`c1:${randomBytes(16).toString('base64url')}`, { messageId });
      else owner.presses(messageId, press === 'approve' ? 'Approve' : press === 'half' ? 'Half' : 'Reject');
    }
    pressCount += presses.length;
    await world.pass({ minutes: 2 });
    const first = presses.find((press) => press === 'approve' || press === 'half' || press === 'reject');
    const expected = isLate || first === undefined ? 'expired' : first === 'reject' ? 'rejected' : 'executed';
    const buys = await countOrders(rig, proposal);
    const { tag } = rig.steward.state.proposals.get(proposal)?.state ?? { tag: 'none' };
    outcomes[expected] += 1;
    outcomes[tag === expected && buys === (expected === 'executed' ? 1 : 0) ? 'expected' : 'wrong'] += 1;
    if (expected === 'executed') await rig.steward.closePosition('BTCUSDT', { fraction: 1, by: { kind: 'system' } });
  }
  await world.close();
  console.log(
    `${pressCount.toLocaleString('en')} presses on ${outcomes.expected + outcomes.wrong} proposals: ${outcomes.wrong} with a wrong outcome (goal: 0); ${outcomes.executed} executed once, ${outcomes.rejected} rejected, ${outcomes.expired} pressed late; ${((performance.now() - started) / 1_000).toFixed(1)} s`,
  );
  if (outcomes.wrong > 0) process.exitCode = 1;
}

/** @returns the id of a proposal that waits. */
async function askToBuy(world: Awaited<ReturnType<typeof openChatWorld>>): Promise<string> {
  const { rig } = world;
  rig.llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
  await world.passTo(hourStart(rig.clock.now()) + HOUR_MS + 2 * 60_000);
  const [staged] = rig.steward.state.proposals.staged();
  if (staged === undefined) throw new Error('nothing was proposed');
  return staged.id;
}

async function countOrders(rig: StewardForTest, proposalId: string): Promise<number> {
  return (await rig.factsOf('order-intended')).filter(({ intent }) => intent.proposalId === proposalId).length;
}

function pickPress(random: () => number): Press {
  const kinds: readonly Press[] = ['foreign', 'forged', 'approve', 'half', 'reject', 'approve'];
  return kinds[Math.floor(random() * kinds.length)] ?? 'forged';
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function spread(samplesMs: readonly number[]): string {
  const sorted = [...samplesMs].sort((one, other) => one - other);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
}
