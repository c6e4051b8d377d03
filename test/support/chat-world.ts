import { randomBytes } from 'node:crypto';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { TelegramChat } from '../../src/adapters/telegram/telegram-chat.ts';
import type { Grant, StoredButton } from '../../src/adapters/telegram/telegram-stores.ts';
import { watchConfiguration } from '../../src/app/background-work.ts';
import { endProcess } from '../../src/app/end-process.ts';
import { openChat } from '../../src/app/open-chat.ts';
import { repeat } from '../../src/app/repeat.ts';
import type { Outbox } from '../../src/chat/outbox.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { canarySecrets } from './canary.ts';
import { type ShownMessage, type TelegramPerson, TelegramServer } from './servers/telegram-server.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest, TEST_START } from './steward-for-test.ts';

const OWNER_ID = 42;
const TOKEN = canarySecrets['TELEGRAM_BOT_TOKEN'] ?? '';
/** Sessions are asked for so long after each full minute, as the schedule of the process does. */
const WAKE_AFTER_MS = 5 * SECOND_MS;
/** In this time the chat is told that the process ends. */
const FAREWELL_MS = 5 * SECOND_MS;

/** The real bot with its chat on Telegram, all on simulated time: what is said travels over the wire format, and hours take moments. */
export interface ChatWorld {
  /** The bot of the running process: another one after `restart`. */
  readonly rig: StewardForTest;
  readonly server: TelegramServer;
  readonly owner: TelegramPerson;
  readonly outbox: Outbox;
  /** What the owner's chat shows, oldest first. */
  shown(): readonly ShownMessage[];
  /** Lets time pass with everything that is due in it: sessions at full hours, audits, expiries, polls. */
  pass(span: { readonly hours?: number; readonly minutes?: number; readonly seconds?: number }): Promise<void>;
  passTo(at: EpochMs): Promise<void>;
  /** Says something, and lets it be done and answered. */
  say(text: string): Promise<void>;
  /** Presses a button of the newest message that has one of this label. @returns what was shown of it for a moment. */
  press(label: string): Promise<string>;
  /** Tells the process to end, and starts the next one on what it left behind after a while. */
  restart(downMs?: number): Promise<void>;
  /** The same, but the process is killed: it says nothing and notes nothing. */
  kill(downMs?: number): Promise<void>;
  close(): Promise<void>;
}

export async function openChatWorld(options: StewardForTestOptions = {}): Promise<ChatWorld> {
  const records: string[] = [];
  const store = { load: () => [...records], append: (record: string) => void records.push(record) };
  const stores = memoryStores();
  const clock = new MovingClock();
  let running = await startProcess({ ...options, store }, { clock, stores });
  const owner = running.server.user(OWNER_ID, 'Olga');
  const passTo = async (at: EpochMs): Promise<void> => {
    const { rig } = running;
    for (;;) {
      await settle();
      const next = rig.clock.nextTimerAt;
      if (next === null || next > at) break;
      await rig.advanceTo(next);
    }
    await rig.advanceTo(at);
    await settle();
  };
  const pass: ChatWorld['pass'] = ({ hours = 0, minutes = 0, seconds = 0 }) =>
    passTo(running.rig.clock.now() + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS);
  const startNext = async (downMs: number): Promise<void> => {
    await running.stop();
    const { rig, server } = running;
    const epoch = rig.steward.services.settings.epoch + 1;
    const { journal } = rig;
    running = await startProcess(
      { ...options, store, journal, epoch, startAt: rig.clock.now() + downMs },
      { clock, stores, server },
    );
  };
  return {
    get rig() {
      return running.rig;
    },
    get outbox() {
      return running.outbox;
    },
    server: running.server,
    owner,
    shown: () => running.server.messages(OWNER_ID),
    pass,
    passTo,
    async say(text) {
      owner.says(text);
      await pass({ seconds: 5 });
    },
    async press(label) {
      const { server } = running;
      const message = server
        .messages(OWNER_ID)
        .findLast(({ buttons }) => buttons.flat().some((button) => button.label.includes(label)));
      const { queryId } = owner.presses(message?.messageId ?? 0, label);
      await pass({ seconds: 5 });
      return server.state.toasts.find((toast) => toast.queryId === queryId)?.text ?? '';
    },
    async restart(downMs = 0) {
      const { rig, outbox } = running;
      const { steward } = rig;
      const ended = endProcess({ steward, outbox, clock: rig.clock, log: silentLog, why: 'terminate', endChat: () => undefined });
      await pass({ seconds: FAREWELL_MS / SECOND_MS });
      await ended;
      await startNext(Math.max(0, downMs - FAREWELL_MS));
    },
    kill: (downMs = 0) => startNext(downMs),
    close: () => running.stop(),
  };
}

interface RunningProcess {
  readonly rig: StewardForTest;
  readonly server: TelegramServer;
  readonly outbox: Outbox;
  stop(): Promise<void>;
}

/** The order of things in which the process itself starts. */
async function startProcess(
  options: StewardForTestOptions,
  outside: { readonly clock: MovingClock; readonly stores: MemoryStores; readonly server?: TelegramServer },
): Promise<RunningProcess> {
  const rig = await stewardForTest(options);
  const { clock, steward, bugs } = rig;
  outside.clock.moveTo(clock);
  const server = outside.server ?? new TelegramServer({ token: TOKEN, clock: outside.clock });
  const stop = new AbortController();
  const { signal } = stop;
  const chat = await TelegramChat.open({
    token: TOKEN,
    transport: server.transport,
    clock,
    log: silentLog,
    language: 'en',
    randomBytes,
    ...outside.stores,
    menu: [],
    onNotice: () => undefined,
    stopSignal: signal,
  });
  const { outbox, listen } = await openChat({ chat, steward, venue: 'paper', language: 'en', clock, log: silentLog, signal });
  listen();
  const loop = { clock, log: silentLog, signal, onBug: (error: Error) => void rig.steward.services.onBug(error) };
  if (options.files !== undefined) watchConfiguration(steward, loop);
  void repeat({ what: 'the audit', everyMs: MINUTE_MS, work: () => steward.services.protection.audit() }, loop);
  void repeat({ what: 'the expiry', everyMs: MINUTE_MS, work: () => steward.expireProposals() }, loop);
  clock.after(WAKE_AFTER_MS, () => {
    const wake = async () => void steward.runDueSession('schedule').catch(loop.onBug);
    void wake();
    void repeat({ what: 'the wake', everyMs: MINUTE_MS, work: wake }, loop);
  });
  return {
    rig,
    server,
    outbox,
    async stop() {
      stop.abort();
      await outbox.stop();
      await rig.stop();
      if (bugs.length > 0) throw new AggregateError(bugs, 'the bot found bugs of its own');
    },
  };
}

/** The time of whichever process runs: what stands outside of processes follows it. */
class MovingClock implements Clock {
  #current: Clock | null = null;

  moveTo(clock: Clock): void {
    this.#current = clock;
  }

  get #clock(): Clock {
    if (this.#current === null) throw new Error('no process runs yet');
    return this.#current;
  }

  now(): number {
    return this.#current?.now() ?? TEST_START;
  }

  monotonicMs(): number {
    return this.now();
  }

  at(...given: Parameters<Clock['at']>): ReturnType<Clock['at']> {
    return this.#clock.at(...given);
  }

  after(...given: Parameters<Clock['after']>): ReturnType<Clock['after']> {
    return this.#clock.after(...given);
  }

  sleep(...given: Parameters<Clock['sleep']>): Promise<void> {
    return this.#clock.sleep(...given);
  }
}

type MemoryStores = ReturnType<typeof memoryStores>;

/** What a chat remembers between two processes; its owner is paired. */
function memoryStores() {
  let offset: number | null = null;
  const grants: Grant[] = [{ userId: OWNER_ID, chatId: OWNER_ID, name: 'Olga', grantedAt: TEST_START }];
  let buttons: readonly StoredButton[] = [];
  return {
    offsets: {
      load: async () => offset,
      save: async (next: number) => {
        offset = next;
      },
    },
    access: { load: async () => grants, add: async (grant: Grant) => void grants.push(grant) },
    buttons: {
      load: async () => buttons,
      save: async (all: readonly StoredButton[]) => {
        buttons = all;
      },
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
