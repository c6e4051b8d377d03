import { type DurationMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import { SeededRandom } from '../../src/simulator/random.ts';
import { drawLifeFaults } from './draw-life-faults.ts';
import { type Breach, openSimulatedLife, type SimulatedLife, type SimulatedLifeOptions } from './simulated-life.ts';
import { UnknownWords } from './unknown-words.ts';

export interface SeedResult {
  readonly seed: number;
  readonly hash: string;
  readonly breaches: readonly Breach[];
  /** How often each fault took effect. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often the bot came through each branch, by the facts that it wrote. */
  readonly branches: ReadonlyMap<string, number>;
  readonly restarts: number;
}

export interface SeedOptions extends Pick<SimulatedLifeOptions, 'invariants' | 'world' | 'settings'> {
  readonly seed: number;
  readonly hours: number;
  readonly faultsPerDay?: number;
}

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'] as const;
const FAULTS_PER_DAY = 40;
/** Without faults, at the end: what has to come to rest does so in it. */
const HEALED_MS: DurationMs = 45 * MINUTE_MS;
const RESTART_EVERY_HOURS = 5;
const UNKNOWN_WORD_SHARE = 0.03;

/** Lives one seed: faults and restarts for so many hours, then a while in which everything heals. */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const { seed, hours, faultsPerDay = FAULTS_PER_DAY } = options;
  const forMs = hours * HOUR_MS - HEALED_MS;
  // Most owners keep more on the account than the bot works with; what others take is missing from its book at once.
  const balances = { USDT: seed % 4 === 0 ? '10000' : '30000' };
  const words = new UnknownWords(seed, UNKNOWN_WORD_SHARE);
  const world = { balances, replyThrough: words.through, ...options.world };
  const life = await openSimulatedLife({ ...options, hours: hours + 1, world });
  await life.advance(MINUTE_MS);
  const script = drawLifeFaults({ seed, symbols: SYMBOLS, perDay: faultsPerDay, forMs: forMs - MINUTE_MS });
  life.world.inject(script);
  for (const entry of script) life.calm.expect(entry);
  const restarts = await liveThroughRestarts(life, { seed, forMs: forMs - MINUTE_MS });
  await life.advance(HEALED_MS);
  return {
    seed,
    hash: life.hash(),
    breaches: life.breaches,
    faults: { ...life.world.venue.faults.counts, 'unknown-word': words.count },
    branches: life.journal.counts,
    restarts,
  };
}

const CRASH_POINTS = ['press-consumed', 'intent-durable', 'order-sent', 'outcome-durable'] as const;

/** The process ends where it happens to be, or between two steps that belong together; it comes back after a while. */
async function liveThroughRestarts(
  life: SimulatedLife,
  { seed, forMs }: { readonly seed: number; readonly forMs: DurationMs },
): Promise<number> {
  const random = new SeededRandom(seed, 'restarts');
  let restarts = 0;
  let leftMs = forMs;
  const pass = async (durationMs: DurationMs) => {
    const passedMs = Math.min(leftMs, durationMs);
    leftMs -= passedMs;
    await life.advance(passedMs);
  };
  while (leftMs > 0) {
    await pass(random.integer(1, 2 * RESTART_EVERY_HOURS * 60) * MINUTE_MS);
    if (leftMs <= 0) break;
    const point = random.uniform() < 0.6 ? CRASH_POINTS[random.integer(0, CRASH_POINTS.length - 1)] : undefined;
    if (point === undefined) life.kill();
    else {
      life.world.atCrashPoints((name) => {
        if (name === point) life.kill();
      });
      for (let waited = 0; waited < 2 * 60 && life.world.isRunning && leftMs > 0; waited += 1) await pass(MINUTE_MS);
      life.world.atCrashPoints(null);
      if (life.world.isRunning) continue;
    }
    restarts += 1;
    await pass(random.integer(1, 240) * SECOND_MS);
    life.restart();
  }
  life.world.atCrashPoints(null);
  if (!life.world.isRunning) life.restart();
  return restarts;
}
