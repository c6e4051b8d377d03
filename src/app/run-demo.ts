import { join } from 'node:path';
import { TerminalChat } from '../adapters/terminal/terminal-chat.ts';
import { CommandDesk } from '../chat/command-desk.ts';
import { Outbox } from '../chat/outbox.ts';
import { runCommandLoop } from '../chat/run-command-loop.ts';
import { HOUR_MS } from '../domain/time.ts';
import { replaySummaryText } from '../report/replay-summary-text.ts';
import { MessageFold } from '../report/stories/message-fold.ts';
import { type DemoWorld, type DemoWorldOptions, openDemoWorld } from './demo-world.ts';
import { deskFacts } from './desk-facts.ts';
import { foldResults } from './fold-results.ts';
import { CSV_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { passDemoTime } from './pass-demo-time.ts';
import { printLine } from './print.ts';
import { startInMovingTime } from './run-demo-to-end.ts';

const LANGUAGE = 'en';

/** The demo with a person at the keyboard: an hour every three seconds, messages as they would read in a chat, commands and answers typed. */
export async function runDemo(options: DemoWorldOptions & { readonly hours?: number }): Promise<void> {
  const { dataDir } = options;
  const demo = await openDemoWorld(options);
  const from = demo.clock.now();
  printLine(welcome(dataDir));
  const end = new AbortController();
  const stopListening = onInterrupt(() => end.abort());
  const outbox = await openChat(demo, end.signal);
  await startInMovingTime(demo);
  const to = options.hours === undefined ? demo.endsAt : Math.min(from + options.hours * HOUR_MS, demo.endsAt);
  await passDemoTime({ ...demo, stopSignal: AbortSignal.any([demo.stopSignal, end.signal]) }, to);
  end.abort();
  stopListening();
  await outbox.stop();
  await demo.close();
  const bug = demo.bug();
  if (bug !== null) throw bug;
  const period = { from, to: demo.clock.now() };
  const result = await foldResults({
    journalFolder: join(dataDir, JOURNAL_FOLDER),
    csvFolder: join(dataDir, CSV_FOLDER),
    period,
  });
  printLine(`\n${replaySummaryText(result)}\nJournal and CSV files: ${dataDir}`);
}

function welcome(dataDir: string): string {
  return [
    'Steward demo: rules, no model, trade a generated market; an hour passes every three seconds.',
    'Type /help for the commands, y or n to answer a question, Ctrl+C to end.',
    `Everything is kept in ${dataDir}`,
    '',
  ].join('\n');
}

/** Joins the terminal: what happens is told, what is typed is done. */
async function openChat(demo: DemoWorld, signal: AbortSignal): Promise<Outbox> {
  const { steward, systemClock, log, onBug } = demo;
  const chat = new TerminalChat({
    input: process.stdin,
    output: process.stdout,
    clock: systemClock,
    colours: process.stdout.isTTY && process.stdout.hasColors() ? 'auto' : 'off',
  });
  const outbox = new Outbox({
    state: steward.state,
    fold: new MessageFold({ venue: 'demo', language: LANGUAGE }),
    chat,
    clock: systemClock,
    log,
    language: LANGUAGE,
    onBug,
  });
  await outbox.start();
  // A person answers in real time, whatever time the market is at.
  const desk = new CommandDesk({
    steward,
    clock: systemClock,
    log,
    facts: deskFacts({ venue: 'demo', language: LANGUAGE, configuration: demo.configuration, startedAt: systemClock.now() }),
  });
  void runCommandLoop({ chat, desk, outbox, signal }).catch((error: unknown) =>
    onBug(error instanceof Error ? error : new Error(String(error))),
  );
  return outbox;
}

function onInterrupt(stop: () => void): () => void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.stdin.pause();
  };
}
