import type { EpochMs } from '../../domain/time.ts';
import { SeededRandom } from '../random.ts';
import type { VenueFaultPlan } from '../venue/venue-faults.ts';
import {
  FAULT_NAMES,
  LOSS_STYLES,
  type LossStyle,
  type RequestFault,
  type ScriptedFault,
  type ServerFaultName,
  type ServerHappening,
  type StreamFault,
} from './wire-faults.ts';

const USUAL_TIMEOUT_MS = 10_000;

/** The faults of one server: those of the wire, which wait here, and those of the engine, which go to its plan. Each kind is counted. */
export class ServedFaults {
  readonly #plan: VenueFaultPlan;
  readonly #random: SeededRandom;
  #requests: readonly RequestFault[] = [];
  #streams: readonly StreamFault[] = [];
  #happenings: readonly ServerHappening[] = [];
  #skews: readonly { readonly until: EpochMs; readonly skewMs: number }[] = [];
  readonly #counts = new Map<ServerFaultName, number>();
  #firedCount = 0;

  constructor(plan: VenueFaultPlan, seed: number) {
    this.#plan = plan;
    this.#random = new SeededRandom(seed, 'wire-faults');
  }

  add(faults: readonly ScriptedFault[]): void {
    for (const fault of faults) {
      if (fault.by === 'engine') this.#plan.add({ happenings: [fault.happening] });
      else if (fault.by === 'call') this.#plan.add({ calls: [fault.call] });
      else if (fault.by === 'request') this.#requests = [...this.#requests, fault.request];
      else if (fault.by === 'stream') this.#streams = [...this.#streams, fault.stream];
      else this.#happenings = [...this.#happenings, fault.happening].sort((left, right) => left.at - right.at);
    }
  }

  /** How often each kind took effect, those that never did included. */
  get counts(): Readonly<Record<string, number>> {
    const engine = this.#plan.counts;
    return Object.fromEntries(
      FAULT_NAMES.map((name) => [name, (engine.get(name as never) ?? 0) + (this.#counts.get(name as ServerFaultName) ?? 0)]),
    );
  }

  /** How many took effect in all. */
  get firedCount(): number {
    return this.#plan.firedCount + this.#firedCount;
  }

  count(fault: ServerFaultName): void {
    this.#firedCount += 1;
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }

  /** What the server must do by now. */
  takeHappenings(now: EpochMs): readonly ServerHappening[] {
    const due = this.#happenings.filter(({ at }) => at <= now);
    if (due.length === 0) return [];
    this.#happenings = this.#happenings.slice(due.length);
    for (const happening of due) {
      this.count(happening.fault);
      if (happening.fault === 'clock-skew')
        this.#skews = [...this.#skews, { until: happening.at + happening.forMs, skewMs: happening.skewMs }];
    }
    return due;
  }

  /** How far the clock that requests are judged by is off. */
  skewAt(now: EpochMs): number {
    return this.#skews.findLast(({ until }) => now < until)?.skewMs ?? 0;
  }

  /** The fault that a request meets in a phase; used up, and counted. */
  takeRequestFault(
    phase: RequestFault['phase'],
    { path, isTrade, now }: { readonly path: string; readonly isTrade: boolean; readonly now: EpochMs },
  ): RequestFault | null {
    const found = this.#requests.find(
      (fault) =>
        fault.phase === phase &&
        fault.from <= now &&
        (!fault.isTradeOnly || isTrade) &&
        (fault.path === undefined || path.startsWith(fault.path)),
    );
    if (found === undefined) return null;
    const rest = this.#requests.filter((fault) => fault !== found);
    this.#requests = found.times > 1 ? [{ ...found, times: found.times - 1 }, ...rest] : rest;
    this.count(found.fault);
    return found;
  }

  /** How silence about a request of the engine looks on the wire: any way, as the seed draws it. */
  drawLoss(): { readonly as: LossStyle; readonly delayMs: number } {
    return { as: LOSS_STYLES[this.#random.integer(0, LOSS_STYLES.length - 1)] ?? 'reset', delayMs: USUAL_TIMEOUT_MS };
  }

  /** The faults that messages of a kind of stream meet now. */
  streamFaults(kind: 'market' | 'user', now: EpochMs): readonly StreamFault[] {
    this.#streams = this.#streams.filter(({ at, forMs }) => now < at + forMs);
    return this.#streams.filter(({ at, target }) => at <= now && (target === 'all' || target === kind));
  }

  /** True for the share of cases that a fault meets. */
  hits(share: number): boolean {
    return share >= 1 || this.#random.uniform() < share;
  }
}
