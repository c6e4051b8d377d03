import type { InstrumentPreset } from '../../src/simulator/instrument-presets.ts';
import { programOperands, stewardOperands } from '../support/built-programs.ts';
import type { Wish } from '../support/proposing-llm.ts';
import { until } from '../support/until.ts';
import type { Act, Path } from './cell-rows.ts';
import type { Cell } from './cells.ts';
import { type CrashStand, type Life, openCrashStand, SYMBOL } from './crash-stand.ts';
import { type EndedBadly, endedAs } from './ended-as.ts';
import { findBroken } from './find-broken.ts';
import type { Outcome, Trap } from './order-gate.ts';

export interface CellResult {
  readonly cell: Cell;
  readonly endedAs: Cell['ended'] | EndedBadly;
  readonly seconds: number;
  /** A sentence for each promise that was broken; empty when the cell passed. */
  readonly broken: readonly string[];
  /** What both processes wrote. */
  readonly output: string;
}

/** The operands of Node with which the bot is started again. */
export type Restart = (stand: CrashStand) => readonly string[];

/** As anybody starts it. */
export const restartAsUsual: Restart = ({ dataDir }) => [...stewardOperands(), 'run', '--data-dir', dataDir];

const PRESETS: Readonly<Record<Path, InstrumentPreset>> = { list: 'spot-2026', 'stop-follows': 'capture-2024' };
/** Where the bot has to wait out the receive window, its time and the exchange's pass faster. */
const SPEEDS: Readonly<Record<Outcome, number>> = {
  'never arrived': 8,
  rejected: 8,
  executed: 1,
  'partly executed': 8,
  late: 1,
};
/** The market stands still at 40,000: stops are wanted at 38,400, then at 38,800. */
const DIP = { fault: 'price-jump', symbol: SYMBOL, factor: 0.965 };
const DIPPED_PRICE = 38_700;
/** Real time until the books of the exchange are as they must be. */
const SETTLED_MS_MAX = 40_000;
/** Real time in which whatever would be doubled is doubled. */
const QUIET_MS = 400;

/** Runs the bot into its crash, starts it again, lets it settle, ends it in order, and looks at what is left. */
export async function runCell(
  cell: Cell,
  { folder, restart = restartAsUsual }: { readonly folder: string; readonly restart?: Restart },
): Promise<CellResult> {
  const startedMs = performance.now();
  const stand = await openCrashStand({ folder, preset: PRESETS[cell.path], speed: SPEEDS[cell.outcome] });
  const lives: Life[] = [];
  const start = (...operands: readonly string[]): Life => {
    const life = stand.start(...operands);
    lives.push(life);
    return life;
  };
  const broken: string[] = [];
  try {
    await crash(cell, stand, start(...doomedProgram(cell, stand)));
    broken.push(...(await settle(cell, stand, start(...restart(stand)))));
    broken.push(...(await findBroken(stand)));
  } catch (error) {
    broken.push(error instanceof Error ? error.message : String(error));
  }
  if (cell.place.at === 'rest' && cell.outcome === 'partly executed' && salesOf(stand) < 2) broken.push('the stop sold no part');
  const ended = endedAs(stand);
  if (ended !== cell.ended) broken.push(`ended as "${ended}" and not as "${cell.ended}"`);
  await stand.close();
  const output = lives.map((life) => life.output()).join('\n-- started again --\n');
  return { cell, endedAs: ended, seconds: (performance.now() - startedMs) / 1_000, broken, output };
}

function doomedProgram({ place, path }: Cell, { dataDir, configDir }: CrashStand): readonly string[] {
  const program = [...programOperands('test/crash-matrix/crashing-testnet.ts'), dataDir, configDir];
  return place.at === 'point' ? [...program, place.point, String(place.hit[path])] : program;
}

/** Leads the bot to where it is killed, and sees it dead. */
async function crash(cell: Cell, stand: CrashStand, life: Life): Promise<void> {
  const { act, place, call } = cell;
  stand.plan({ wishes: [{ action: 'open', symbol: SYMBOL }] }, { wishes: wishesOf(act) });
  const setTrap = (): void => {
    if (call !== null) stand.gate.set({ ...trapOf(cell, { stand, life }), ...call });
  };
  life.says('/run');
  await life.printed(/Confirm: buy BTC/);
  if (act === 'buy') setTrap();
  life.says('/approve P1');
  if (act !== 'buy') {
    await life.printed(/Stop placed BTC/);
    await life.printed(/Session 12:00 · \d/);
    setTrap();
    if (act === 'rest') life.child.kill('SIGKILL');
    else life.says('/run');
  }
  const death = await Promise.race([life.ended, tooLong(life)]);
  if (death.signal !== 'SIGKILL') throw new Error(`it ended by itself, with ${death.code}, before it was killed`);
  if (call !== null && !stand.gate.isSprung) throw new Error('it was killed before the call was made whose outcome varies');
  refuseUnlikeOutcome(cell, stand);
  await priceIs(stand, (price) => price > DIPPED_PRICE);
  if (place.at === 'rest') stand.strike(place.meanwhile);
}

function wishesOf(act: Act): readonly Wish[] {
  if (act === 'sell') return [{ action: 'close', symbol: SYMBOL }];
  return act === 'move-stop' ? [{ action: 'move-stop', symbol: SYMBOL, stopFraction: 0.03 }] : [];
}

function trapOf(
  { place, outcome, reply, call }: Cell,
  { stand, life }: { readonly stand: CrashStand; readonly life: Life },
): Omit<Trap, 'command' | 'skip'> {
  const isCancel = call?.command === 'cancel';
  const isReplace = call?.command === 'replace';
  return {
    outcome,
    reply,
    async prepare() {
      if (outcome === 'partly executed') {
        if (isReplace) await dip(stand);
        else stand.strike({ fault: 'partial-fill' });
      }
      // A cancellation is refused where nothing is open any more.
      if (outcome === 'rejected')
        stand.strike(isCancel ? { fault: 'manual-cancel', symbol: SYMBOL } : { fault: 'halt', symbol: SYMBOL });
    },
    sprung() {
      if (outcome === 'partly executed' && isReplace) stand.strike({ ...DIP, factor: 1 / DIP.factor });
      if (outcome === 'rejected' && !isCancel) stand.strike({ fault: 'resume', symbol: SYMBOL });
      if (place.at === 'wire') life.child.kill('SIGKILL');
    },
  };
}

function salesOf({ venue }: CrashStand): number {
  return venue.account.tradesOf(SYMBOL).filter(({ isBuyer }) => !isBuyer).length;
}

/** The price is now below the stop that is wanted, and above the one that rests: the old one is cancelled and the new one refused. */
async function dip(stand: CrashStand): Promise<void> {
  stand.strike(DIP);
  await priceIs(stand, (price) => price < DIPPED_PRICE);
}

/** A price changes with the market's next trade. */
async function priceIs({ venue }: CrashStand, isSo: (price: number) => boolean): Promise<void> {
  const { account } = venue;
  await until(() => (isSo(Number(account.market.lastTick(SYMBOL, account.now)?.price)) ? true : null), 'the price');
}

/** What the exchange answered must be what the cell is about. */
function refuseUnlikeOutcome({ outcome, call }: Cell, { gate, venue }: CrashStand): void {
  if (call === null || outcome === 'never arrived' || outcome === 'late') return;
  const { trappedStatus } = gate;
  const isRefusal = trappedStatus !== null && trappedStatus >= 400;
  const isPart = call.command === 'replace' ? trappedStatus === 409 : venue.faults.counts['partial-fill'] === 1;
  const isLike = outcome === 'executed' ? trappedStatus === 200 : outcome === 'rejected' ? isRefusal : isPart;
  if (!isLike) throw new Error(`the call was not ${outcome}: it was answered with ${trappedStatus}`);
}

/** @returns what the second process did not do as it must. */
async function settle(cell: Cell, stand: CrashStand, life: Life): Promise<readonly string[]> {
  await Promise.race([life.printed(/Restarted/), life.ended]);
  const isSettled = () => (cell.outcome !== 'late' || stand.gate.trappedStatus !== null) && endedAs(stand) === cell.ended;
  await until(() => (isSettled() ? true : null), 'the wanted end', { timeoutMs: SETTLED_MS_MAX }).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  life.child.kill('SIGTERM');
  const { code, signal } = await Promise.race([life.ended, tooLong(life)]);
  return [
    ...(code === 0 ? [] : [`the second process ended with ${code ?? signal}`]),
    ...(cell.outcome === 'late' && stand.gate.trappedStatus !== 200
      ? [`the late request was answered with ${stand.gate.trappedStatus}`]
      : []),
  ];
}

async function tooLong(life: Life): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS_MAX).unref());
  throw new Error(`it did not end:\n${life.output()}`);
}
