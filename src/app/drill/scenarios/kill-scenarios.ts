import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { StewardCrashPoint } from '../../../session/session-services.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, nothingBought, soldOut } from '../drill-wants.ts';

const symbol = DRILL_SYMBOL;
const TWO_REQUESTS = { 'execution.entryKind': 'market' };
const DEAD_MS: DurationMs = 20 * SECOND_MS;
/** From the end of the process until the next one is ready and has placed what is missing. */
const REPAIRED_MS: DurationMs = DEAD_MS + 30 * SECOND_MS;

interface Killing {
  readonly name: string;
  readonly done: string;
  readonly point: StewardCrashPoint;
  readonly settings?: Readonly<Record<string, string>>;
  readonly wants: readonly DrillWant[];
  readonly unprotectedMsMax: DurationMs;
}

/** The process ends while it buys. */
function killedAtTheEntry({ point, settings = {}, ...scenario }: Killing): DrillScenario {
  return {
    ...scenario,
    fires: ['kill'],
    settings,
    withinMs: 3 * MINUTE_MS,
    async play(stage) {
      await stage.start();
      stage.proposeEntry();
      await stage.killAt(point);
      await stage.comeBack(DEAD_MS);
    },
  };
}

/** The process ends while it does something with a position that it holds. */
function killedWhileHolding({ point, act, ...scenario }: Killing & { readonly act: (stage: DrillStage) => void }): DrillScenario {
  return {
    ...scenario,
    fires: ['kill'],
    withinMs: 3 * MINUTE_MS,
    async play(stage) {
      await stage.startWithPosition();
      act(stage);
      await stage.killAt(point);
      await stage.comeBack(DEAD_MS);
    },
  };
}

const BOUGHT: readonly DrillWant[] = [entries(1), heldWithStop(), allClear()];
const moveStop = (stage: DrillStage) => stage.propose({ action: 'move-stop', symbol, stopFraction: 0.02 });
const close = (stage: DrillStage) => stage.close();

export const killScenarios: readonly DrillScenario[] = [
  killedAtTheEntry({
    name: 'killed-at-intent',
    done: 'killed when the intent to buy is durable and nothing is sent',
    point: 'intent-durable',
    wants: [nothingBought(), allClear()],
    unprotectedMsMax: 0,
  }),
  killedAtTheEntry({
    name: 'killed-at-entry-sent',
    done: 'killed when the entry with its stop was answered and nothing of it is durable',
    point: 'order-sent',
    wants: BOUGHT,
    unprotectedMsMax: 0,
  }),
  killedAtTheEntry({
    name: 'killed-at-entry-durable',
    done: 'killed when the outcome of the entry is durable',
    point: 'outcome-durable',
    wants: BOUGHT,
    unprotectedMsMax: 0,
  }),
  killedAtTheEntry({
    name: 'killed-before-stop',
    done: 'killed when the purchase is answered, before its stop is planned',
    point: 'order-sent',
    settings: TWO_REQUESTS,
    wants: BOUGHT,
    unprotectedMsMax: REPAIRED_MS,
  }),
  killedAtTheEntry({
    name: 'killed-before-protect',
    done: 'killed when the purchase is durable, before its stop is planned',
    point: 'outcome-durable',
    settings: TWO_REQUESTS,
    wants: BOUGHT,
    unprotectedMsMax: REPAIRED_MS,
  }),
  killedWhileHolding({
    name: 'killed-before-move',
    done: 'killed when the intent to move the stop is durable and nothing is sent',
    point: 'intent-durable',
    act: moveStop,
    wants: BOUGHT,
    unprotectedMsMax: 0,
  }),
  killedWhileHolding({
    name: 'killed-during-move',
    done: 'killed when the stop was moved and nothing of it is durable',
    point: 'order-sent',
    act: moveStop,
    wants: BOUGHT,
    unprotectedMsMax: 0,
  }),
  killedWhileHolding({
    name: 'killed-before-cancel',
    done: 'killed before the stop is cancelled for a sale',
    point: 'cancel-due',
    act: close,
    wants: BOUGHT,
    unprotectedMsMax: 0,
  }),
  killedWhileHolding({
    name: 'killed-after-cancel',
    done: 'killed when the stop is cancelled for a sale and nothing is sold',
    point: 'cancel-sent',
    act: close,
    wants: BOUGHT,
    unprotectedMsMax: REPAIRED_MS,
  }),
  killedWhileHolding({
    name: 'killed-before-sale',
    done: 'killed when the cancellation of the stop is durable and nothing is sold',
    point: 'cancel-durable',
    act: close,
    wants: BOUGHT,
    unprotectedMsMax: REPAIRED_MS,
  }),
  killedWhileHolding({
    name: 'killed-during-sale',
    done: 'killed when the sale was answered and nothing of it is durable',
    point: 'order-sent',
    act: close,
    wants: [entries(1), soldOut(), allClear()],
    unprotectedMsMax: SECOND_MS,
  }),
];
