import { SECOND_MS } from '../../domain/time.ts';
import type { CandleFuture } from '../../simulator/candle-future.ts';
import type { PastHours } from '../../simulator/server/market-tape.ts';
import type { DrillScenario } from './drill-scenario.ts';
import { DRILL_HOURS, DRILL_START, DRILL_SYMBOL, DrillStage } from './drill-stage.ts';
import { type DrillWish, drillTrader } from './drill-trader.ts';
import { openDrillWorld } from './drill-world.ts';

/** Too many requests, and a ban. */
const LIMIT_STATUSES: readonly number[] = [418, 429];
const SETTINGS = { symbols: `[${DRILL_SYMBOL}]`, autonomy: 'auto' };
/** More than the bot works with: the rest is the owner's. */
const BALANCES = { USDT: '30000' };

/** What all scenarios of a drill have in common. */
export interface DrillCircumstances {
  readonly seed: number;
  readonly market: CandleFuture;
  readonly past: PastHours;
}

/** Opens the world of a scenario; nothing runs in it yet. */
export async function openDrillStage(scenario: DrillScenario, { seed, market, past }: DrillCircumstances): Promise<DrillStage> {
  const wishes: DrillWish[] = [];
  let stage: DrillStage | null = null;
  const { answers } = scenario;
  const world = await openDrillWorld({
    seed,
    startAt: DRILL_START,
    hours: DRILL_HOURS,
    market,
    // Another preset has other ticks, and so another past.
    ...(scenario.settings?.['simulator.preset'] === undefined ? { past } : {}),
    balances: BALANCES,
    approvesAfterMs: 2 * SECOND_MS,
    makeProviders: () => new Map([['rules', drillTrader(() => wishes.splice(0))]]),
    ...scenario.world,
    settings: { ...SETTINGS, ...scenario.settings },
    onSend: (request) => {
      if (stage !== null) stage.sent.push({ at: stage.world.clock.now(), request });
    },
    onReply: (_, reply) => {
      if (typeof reply !== 'string' && LIMIT_STATUSES.includes(reply.answer.status))
        stage?.mark(`answered-${reply.answer.status}`);
    },
    replyThrough: (request, reply) => {
      const answer = answers?.(request, reply) ?? reply;
      if (answer !== reply) stage?.mark('answer-changed');
      return answer;
    },
    onEvent: () => stage?.watch.refresh(),
  });
  stage = new DrillStage(world, { seed, wishes });
  return stage;
}
