import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { scheduleWakes } from '../adapters/system/hourly-wake.ts';
import { systemHttpTransport } from '../adapters/system/http-transport.ts';
import { createLog } from '../adapters/system/log.ts';
import { openFileStores } from '../adapters/telegram/file-stores.ts';
import { TelegramChat } from '../adapters/telegram/telegram-chat.ts';
import type { Language } from '../domain/chat-message.ts';
import type { ProcessEnd } from '../domain/process-fact.ts';
import { isoTime, MINUTE_MS } from '../domain/time.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { StewardCrashPoint } from '../session/session-services.ts';
import { startBackgroundWork } from './background-work.ts';
import { commandMenu } from './command-menu.ts';
import { endProcess } from './end-process.ts';
import { type Environment, hasModelKey, secretsOf } from './environment.ts';
import { onInterrupt } from './on-interrupt.ts';
import { openChat } from './open-chat.ts';
import { openPaperWorld } from './paper-world.ts';
import { printLine } from './print.ts';
import { repeat } from './repeat.ts';
import { tellDeliberators } from './tell-deliberators.ts';
import { terminalChat } from './terminal-chat.ts';
import type { TradingWorld } from './trading-world.ts';
import type { TradingVenue } from './venue/venue-identity.ts';

const LANGUAGE: Language = 'en';

const BEGINNINGS: Readonly<Record<TradingVenue, string>> = {
  paper: "Paper trading on Binance's prices",
  testnet: "Trading play money on Binance's test exchange",
  live: 'Trading REAL MONEY on Binance',
};
const STOPS: Readonly<Record<TradingVenue, string>> = {
  paper: 'a resting stop is simulated and needs it running',
  testnet: 'resting stops stay on the exchange',
  live: 'resting stops stay on the exchange',
};

export interface RunTradingOptions {
  readonly venue: TradingVenue;
  readonly dataDir: string;
  readonly configDir: string;
  readonly environment: Environment;
  /** Start the session of this hour at once. */
  readonly sessionNow: boolean;
  readonly crashPoint?: (name: StewardCrashPoint) => void;
}

/** Trading on real time until the process is told to end: on a simulated account or a real one, with models or rules, from Telegram or the terminal. */
export async function runTrading(options: RunTradingOptions): Promise<void> {
  const { environment, dataDir } = options;
  const log = createLog({ secrets: secretsOf(environment), level: 'info' });
  const world = await openWorld({ ...options, log });
  printLine(firstLine(world, environment));
  printLine(`Everything is kept in ${dataDir}. Ctrl+C ends the bot; ${STOPS[world.venue]}.`);
  let told: ProcessEnd | null = null;
  const stopListening = onInterrupt((why) => {
    told = why;
    world.stop.end();
  });
  try {
    await runWorld(world, { ...options, log, whyEnded: () => told ?? 'error' });
  } finally {
    stopListening();
    await world.close();
  }
  const bug = world.stop.bug();
  if (bug !== null) throw bug;
}

/** What signs requests is loaded for a real account alone. */
async function openWorld(options: RunTradingOptions & { readonly log: Log }): Promise<TradingWorld> {
  const { venue } = options;
  if (venue === 'paper') return openPaperWorld(options);
  const { openLiveWorld } = await import('./live-world.ts');
  return openLiveWorld({ ...options, venue });
}

async function runWorld(
  world: TradingWorld,
  options: RunTradingOptions & { readonly log: Log; readonly whyEnded: () => ProcessEnd },
): Promise<void> {
  const { steward, clock, stop, venue } = world;
  const { log, sessionNow, whyEnded } = options;
  const { signal } = stop;
  // The chat outlives the rest by a moment, to say that the process ends.
  const chatEnd = new AbortController();
  const chat = await chatOf(world, { ...options, stopSignal: chatEnd.signal });
  const { outbox, listen } = await openChat({ chat, steward, venue, language: LANGUAGE, clock, log, signal });
  try {
    await world.start();
    listen();
    startBackgroundWork(steward, { clock, log, signal });
    const wakes = wakeUps(world, log);
    if (sessionNow) steward.runSessionNow();
    else runDue(world, log);
    await untilStopped(signal);
    wakes.stop();
  } finally {
    stop.end();
    await endProcess({ steward, outbox, clock, log, why: whyEnded(), endChat: () => chatEnd.abort() });
  }
}

function firstLine({ venue, steward }: TradingWorld, environment: Environment): string {
  const { telegramBotToken } = environment;
  const deliberation = tellDeliberators(steward.state.control.mode, steward.services.deliberators);
  const parts = [
    `${BEGINNINGS[venue]}: ${deliberation}, you steer from ${telegramBotToken === null ? 'this terminal' : 'Telegram'}.`,
  ];
  if (!hasModelKey(environment)) parts.push('No model key was found, so a plain strategy (rules) stands in for a model.');
  if (telegramBotToken === null) parts.push('No TELEGRAM_BOT_TOKEN was found, so the terminal stands in for Telegram.');
  return parts.join(' ');
}

async function chatOf(
  { clock }: TradingWorld,
  parts: {
    readonly environment: Environment;
    readonly dataDir: string;
    readonly log: Log;
    /** Ends what the chat waits for. */
    readonly stopSignal: AbortSignal;
  },
): Promise<Chat> {
  const { environment, dataDir, log, stopSignal } = parts;
  const { telegramBotToken: token, telegramApiRoot: apiRoot } = environment;
  if (token === null) return terminalChat(clock);
  const { offsets, access, buttons } = openFileStores(join(dataDir, 'telegram'));
  const chat = await TelegramChat.open({
    token,
    ...(apiRoot === null ? {} : { apiRoot }),
    transport: systemHttpTransport,
    clock,
    log,
    language: LANGUAGE,
    randomBytes,
    offsets,
    access,
    buttons,
    menu: commandMenu(LANGUAGE),
    onNotice: ({ kind, ...facts }) => log.warn(`telegram: ${kind}`, facts),
    stopSignal,
  });
  if (!chat.isPaired) await offerPairing(chat);
  return chat;
}

async function offerPairing(chat: TelegramChat): Promise<void> {
  const { code, link, expiresAt } = await chat.openPairing();
  printLine(
    `Nobody may steer this bot yet. Send it /start ${code}${link === null ? '' : `, or open ${link}`} by ${isoTime(expiresAt)}.`,
  );
}

/** The machine's schedule, or that of a clock that runs faster. */
function wakeUps(world: TradingWorld, log: Log): { stop(): void } {
  const { clock, speed, stop } = world;
  if (speed === 1) return scheduleWakes({ onWake: () => runDue(world, log) });
  const end = new AbortController();
  const work = async () => runDue(world, log);
  const signal = AbortSignal.any([end.signal, stop.signal]);
  void repeat({ what: 'the wake', everyMs: MINUTE_MS / 2, work }, { clock, log, signal, onBug: stop.onBug });
  return { stop: () => end.abort() };
}

/** Asks whether a slot is due; the session itself goes on by itself. */
function runDue({ steward, stop }: TradingWorld, log: Log): void {
  steward.runDueSession('schedule').then(
    (result) => log.debug('woke', { result }),
    (error: unknown) => stop.onBug(error instanceof Error ? error : new Error(String(error))),
  );
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
