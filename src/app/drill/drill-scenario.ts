import type { DurationMs } from '../../domain/time.ts';
import type { Reply, RestRequest } from '../../simulator/server/rest-api.ts';
import type { DrillOptions } from './drill-setup.ts';
import type { DrillStage } from './drill-stage.ts';

/** Something that must be so in the end, with the words for it. */
export interface DrillWant {
  readonly says: string;
  holds(stage: DrillStage): boolean;
}

/** One thing that goes wrong, and what the bot must make of it. */
export interface DrillScenario {
  /** Short, in kebab-case: what `--only` takes. */
  readonly name: string;
  /** What is done to the bot, in words. */
  readonly done: string;
  readonly wants: readonly DrillWant[];
  /** The faults, or what the drill itself does, that must have taken effect: one that did not proves nothing. */
  readonly fires: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  readonly world?: Partial<Pick<DrillOptions, 'balances' | 'fees' | 'exchangeThrough'>>;
  /** Changes answers on their way back; `answer-changed` is done each time that it does. */
  readonly answers?: (request: RestRequest, reply: Reply) => Reply;
  /** Does it. */
  play(stage: DrillStage): Promise<void>;
  /** How long after it was done everything wanted must be so. */
  readonly withinMs: DurationMs;
  /** How long coins may lie there without a stop, all together, by the exchange's own books. */
  readonly unprotectedMsMax: DurationMs;
}

/** What became of a scenario. */
export interface DrillRow {
  readonly name: string;
  readonly done: string;
  readonly expected: string;
  /** What the exchange's books and the journal say at the end. */
  readonly happened: string;
  readonly unprotectedMs: DurationMs;
  /** How long after it was done everything wanted was so; null where it never was. */
  readonly settledMs: DurationMs | null;
  readonly survived: boolean;
  /** What was wanted and was not so; empty for who survived. */
  readonly failures: readonly string[];
}
