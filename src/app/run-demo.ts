import { join } from 'node:path';
import type { ProcessEnd } from '../domain/process-fact.ts';
import { HOUR_MS } from '../domain/time.ts';
import { runSummaryText } from '../report/run-summary-text.ts';
import { watchConfiguration } from './background-work.ts';
import { type DemoWorldOptions, openDemoWorld } from './demo-world.ts';
import { endProcess } from './end-process.ts';
import { foldResults } from './fold-results.ts';
import { CSV_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { onInterrupt } from './on-interrupt.ts';
import { openChat } from './open-chat.ts';
import { passDemoTime } from './pass-demo-time.ts';
import { printLine } from './print.ts';
import { startInMovingTime } from './run-demo-to-end.ts';
import { terminalChat } from './terminal-chat.ts';

const LANGUAGE = 'en';

/** The demo with a person at the keyboard: an hour every three seconds, messages as they would read in a chat, commands and answers typed. */
export async function runDemo(options: DemoWorldOptions & { readonly hours?: number }): Promise<void> {
  const { dataDir } = options;
  const demo = await openDemoWorld(options);
  const from = demo.clock.now();
  printLine(welcome(dataDir));
  const end = new AbortController();
  let told: ProcessEnd = 'finished';
  const stopListening = onInterrupt((why) => {
    told = why;
    end.abort();
  });
  const { steward, systemClock, log } = demo;
  const chat = terminalChat(systemClock);
  const { outbox, listen } = await openChat({
    chat,
    steward,
    venue: 'demo',
    language: LANGUAGE,
    clock: systemClock,
    log,
    signal: end.signal,
  });
  await startInMovingTime(demo);
  listen();
  watchConfiguration(steward, { clock: systemClock, log, signal: end.signal });
  const to = options.hours === undefined ? demo.endsAt : Math.min(from + options.hours * HOUR_MS, demo.endsAt);
  await passDemoTime({ ...demo, stopSignal: AbortSignal.any([demo.stopSignal, end.signal]) }, to);
  end.abort();
  stopListening();
  const why = demo.bug() === null ? told : 'error';
  await endProcess({ steward, outbox, clock: systemClock, log, why, endChat: () => undefined });
  await demo.close();
  const bug = demo.bug();
  if (bug !== null) throw bug;
  const period = { from, to: demo.clock.now() };
  const result = await foldResults({
    journalFolder: join(dataDir, JOURNAL_FOLDER),
    csvFolder: join(dataDir, CSV_FOLDER),
    period,
  });
  printLine(`\n${runSummaryText(result)}\nJournal and CSV files: ${dataDir}`);
}

function welcome(dataDir: string): string {
  return [
    'Steward demo: rules, no model, trade a generated market; an hour passes every three seconds.',
    'Type /help for the commands, y or n to answer a question, Ctrl+C to end.',
    `Everything is kept in ${dataDir}`,
    '',
  ].join('\n');
}
