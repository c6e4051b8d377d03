import { join } from 'node:path';
import { HOUR_MS, hourStart } from '../domain/time.ts';
import { runReplay } from '../replay/run-replay.ts';
import { runSummaryText } from '../report/run-summary-text.ts';
import { type DemoWorld, type DemoWorldOptions, openDemoWorld } from './demo-world.ts';
import { foldResults } from './fold-results.ts';
import { CSV_FOLDER, JOURNAL_FOLDER } from './folders.ts';
import { printJson, printLine } from './print.ts';

/** Runs the demo unattended, as fast as the machine can, confirmations approved by policy, and prints what it came to. */
export async function runDemoToEnd(
  options: DemoWorldOptions & { readonly hours: number; readonly json?: boolean },
): Promise<void> {
  const { dataDir } = options;
  const demo = await openDemoWorld(options);
  await startInMovingTime(demo);
  const from = hourStart(demo.clock.now());
  const to = Math.min(from + options.hours * HOUR_MS, demo.endsAt);
  await runReplay(demo.steward, demo.world, { from, to, confirmations: 'always' });
  await demo.steward.state.record([{ kind: 'process-stopped', why: 'finished' }]);
  await demo.close();
  const bug = demo.bug();
  if (bug !== null) throw bug;
  const result = await foldResults({
    journalFolder: join(dataDir, JOURNAL_FOLDER),
    csvFolder: join(dataDir, CSV_FOLDER),
    period: { from, to },
  });
  if (options.json === true) printJson(result);
  else printLine(`${runSummaryText(result)}\nJournal and CSV files: ${dataDir}`);
}

/** Recovery may wait on the clock, to probe orders in doubt: then time goes on to what it waits for. */
export async function startInMovingTime({ clock, world, systemClock, start }: DemoWorld): Promise<void> {
  let isStarted = false;
  const starting = start().finally(() => {
    isStarted = true;
  });
  while (!isStarted) {
    await Promise.race([starting, systemClock.sleep(CLOCK_STEP_MS)]);
    if (!isStarted && clock.nextTimerAt !== null) await world.advanceTo(clock.nextTimerAt);
  }
  await starting;
}

const CLOCK_STEP_MS = 5;
