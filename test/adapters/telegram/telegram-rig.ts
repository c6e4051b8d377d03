import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { onTestFinished } from 'vitest';
import { type PaceRule, PRIVATE_CHAT_PACE } from '../../../src/adapters/telegram/send-gate.ts';
import { TelegramChat } from '../../../src/adapters/telegram/telegram-chat.ts';
import type { TelegramNotice } from '../../../src/adapters/telegram/telegram-notice.ts';
import type { Grant, StoredButton } from '../../../src/adapters/telegram/telegram-stores.ts';
import type { ChatMessage, MessageBlock } from '../../../src/domain/chat-message.ts';
import type { DurationMs } from '../../../src/domain/time.ts';
import type { ChatCommand } from '../../../src/ports/chat.ts';
import type { Log, LogFacts } from '../../../src/ports/log.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { canarySecrets, holdsCanary } from '../../support/canary.ts';
import { TelegramServer } from '../../support/servers/telegram-server.ts';

export const START_AT = Date.UTC(2024, 0, 31, 14);
export const OWNER_ID = 42;
export const TOKEN = canarySecrets['TELEGRAM_BOT_TOKEN'] ?? '';

/** What survives a process, in memory. */
export interface MemoryStores {
  offset: number | null;
  /** How often it was written. */
  offsetWrites: number;
  grants: Grant[];
  buttons: readonly StoredButton[];
  /** Makes every write fail. */
  isBroken: boolean;
}

export function memoryStores(grants: readonly Grant[] = [ownerGrant()]): MemoryStores {
  return { offset: null, offsetWrites: 0, grants: [...grants], buttons: [], isBroken: false };
}

export function ownerGrant(): Grant {
  return { userId: OWNER_ID, chatId: OWNER_ID, name: 'Olga', grantedAt: START_AT };
}

/** A TelegramChat at a server in process, on simulated time. */
export interface TelegramRig {
  readonly server: TelegramServer;
  readonly clock: SimulatedClock;
  readonly stores: MemoryStores;
  readonly chat: TelegramChat;
  readonly notices: readonly TelegramNotice[];
  readonly commands: readonly ChatCommand[];
  /** Everything that left the adapter but its messages: lines of the log, notices, commands. */
  readonly artefacts: () => string;
  /** Begins to take commands. */
  readonly listen: () => { readonly ended: Promise<void>; readonly stop: () => Promise<void> };
  /** Aborts the signal that ends waiting. */
  readonly stop: () => void;
  /** Lets time pass, with everything that is due in it. */
  readonly pass: (ms: DurationMs) => Promise<void>;
  /** Lets a promise come true, moving time from one timer to the next as long as it waits. */
  readonly until: <Result>(promise: Promise<Result>) => Promise<Result>;
}

export interface RigOptions {
  readonly stores?: MemoryStores;
  readonly server?: TelegramServer;
  readonly clock?: SimulatedClock;
  readonly pace?: readonly PaceRule[];
  readonly menu?: readonly { readonly name: string; readonly description: string }[];
}

/** After the test, nothing that the rig saw may hold the token. */
export async function openRig({
  stores = memoryStores(),
  clock = new SimulatedClock({ startAt: START_AT }),
  server = new TelegramServer({ token: TOKEN, clock }),
  pace = PRIVATE_CHAT_PACE,
  menu = [],
}: RigOptions = {}): Promise<TelegramRig> {
  const notices: TelegramNotice[] = [];
  const commands: ChatCommand[] = [];
  const lines: unknown[] = [];
  const stop = new AbortController();
  const chat = await TelegramChat.open({
    token: TOKEN,
    apiRoot: 'https://api.telegram.org',
    transport: server.transport,
    clock,
    log: recordingLog(lines),
    language: 'en',
    randomBytes,
    offsets: {
      load: async () => stores.offset,
      save: async (offset) =>
        write(stores, () => {
          stores.offset = offset;
          stores.offsetWrites += 1;
        }),
    },
    access: { load: async () => stores.grants, add: async (grant) => write(stores, () => stores.grants.push(grant)) },
    buttons: { load: async () => stores.buttons, save: async (buttons) => write(stores, () => (stores.buttons = buttons)) },
    menu,
    onNotice: (notice) => notices.push(notice),
    stopSignal: stop.signal,
    pace,
  });
  server.user(OWNER_ID, 'Olga');
  const artefacts = () =>
    inspect([lines, notices, commands, stores, chat], { depth: 12, maxStringLength: null, maxArrayLength: null });
  const rig: TelegramRig = {
    server,
    clock,
    stores,
    chat,
    notices,
    commands,
    artefacts,
    listen: () => startTaking(chat, commands),
    stop: () => stop.abort(),
    pass: (ms) => pass(clock, ms),
    until: (promise) => until(clock, promise),
  };
  onTestFinished(() => {
    stop.abort();
    const shown = [OWNER_ID, 43].map((chatId) => JSON.stringify(server.messages(chatId))).join();
    if (holdsCanary(Buffer.from(artefacts() + shown))) throw new Error('the token stands in what left the adapter');
  });
  return rig;
}

function write(stores: MemoryStores, change: () => unknown): void {
  if (stores.isBroken) throw new Error(`disk full while writing for bot${TOKEN}`);
  change();
}

function startTaking(chat: TelegramChat, commands: ChatCommand[]): ReturnType<TelegramRig['listen']> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const take = async () => {
    for await (const command of chat.commands(stop.signal)) commands.push(command);
  };
  const ended = take();
  return {
    ended,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

function recordingLog(lines: unknown[]): Log {
  const note = (message: string, facts?: LogFacts) => void lines.push([message, facts]);
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  return log;
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(clock: SimulatedClock, ms: DurationMs): Promise<void> {
  const target = clock.now() + ms;
  for (;;) {
    await settle();
    const next = clock.nextTimerAt;
    if (next === null || next > target) break;
    await clock.advanceTo(next);
  }
  await clock.advanceTo(target);
  await settle();
}

async function until<Result>(clock: SimulatedClock, promise: Promise<Result>): Promise<Result> {
  let isSettled = false;
  const done = () => {
    isSettled = true;
  };
  promise.then(done, done);
  for (;;) {
    await settle();
    if (isSettled) return promise;
    const next = clock.nextTimerAt;
    if (next === null) throw new Error('nothing that could settle it is left');
    await clock.advanceTo(next);
  }
}

export function messageOf(...blocks: readonly (MessageBlock | string)[]): ChatMessage {
  return {
    blocks: blocks.map((block) => (typeof block === 'string' ? { kind: 'line', text: block } : block)),
    buttons: [],
    urgency: 'normal',
  };
}

export function withButtons(text: string, ...labels: readonly string[]): ChatMessage {
  return {
    ...messageOf(text),
    buttons: [labels.map((label) => ({ label, command: { name: label.toLowerCase(), arguments: ['P7'] } }))],
  };
}

/** What was said, as people type it. */
export function typed(commands: readonly ChatCommand[]): readonly string[] {
  return commands.map(({ name, arguments: given }) => [`/${name}`, ...given].join(' '));
}
