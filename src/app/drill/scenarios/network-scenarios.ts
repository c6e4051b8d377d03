import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { WEIGHT_MAX } from '../../../simulator/server/address-limits.ts';
import type { DrillScenario } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, soldOut, told, wanted } from '../drill-wants.ts';
import type { ScriptedFault } from '../scripted-fault.ts';

const symbol = DRILL_SYMBOL;
const BAN_MS: DurationMs = 10 * MINUTE_MS;

/** What becomes of messages while a position is bought and then sold by its stop. */
function throughPurchaseAndStop(parts: {
  readonly name: string;
  readonly done: string;
  readonly fault: ScriptedFault;
  readonly unprotectedMsMax?: DurationMs;
}): DrillScenario {
  const { name, done, fault, unprotectedMsMax = 0 } = parts;
  return {
    name,
    done,
    wants: [entries(1), soldOut(), allClear()],
    fires: [fault.fault, 'price-jump'],
    withinMs: 3 * MINUTE_MS,
    unprotectedMsMax,
    async play(stage) {
      await stage.start();
      stage.inject(fault);
      await stage.pass(3 * SECOND_MS);
      stage.proposeEntry();
      await stage.until(() => stage.stops().length > 0, MINUTE_MS);
      await stage.pass(20 * SECOND_MS);
      stage.inject({ fault: 'price-jump', symbol, factor: 0.9, forMs: 30 * MINUTE_MS });
    },
  };
}

const FOR_MS = 10 * MINUTE_MS;
const STREAMS: readonly DrillScenario[] = [
  throughPurchaseAndStop({
    name: 'account-stream-mute',
    done: 'the stream of the account is open and says nothing while the bot buys and its stop sells',
    fault: { fault: 'stream-mute', forMs: FOR_MS, target: 'user' },
  }),
  throughPurchaseAndStop({
    name: 'market-stream-mute',
    done: 'the streams of prices are open and say nothing while the bot buys and its stop sells',
    fault: { fault: 'stream-mute', forMs: FOR_MS, target: 'market' },
  }),
  throughPurchaseAndStop({
    name: 'streams-drop-half',
    done: 'half of all messages of the streams get lost',
    fault: { fault: 'stream-drop', forMs: FOR_MS, target: 'all', share: 0.5 },
  }),
  throughPurchaseAndStop({
    name: 'streams-repeat',
    done: 'every message of the streams comes twice',
    fault: { fault: 'stream-repeat', forMs: FOR_MS, target: 'all' },
  }),
  throughPurchaseAndStop({
    name: 'streams-replay',
    done: 'old messages of the streams come again',
    fault: { fault: 'stream-replay', forMs: FOR_MS, target: 'all' },
  }),
  throughPurchaseAndStop({
    name: 'streams-reorder',
    done: 'messages of the streams come in the wrong order',
    fault: { fault: 'stream-reorder', forMs: FOR_MS, target: 'all' },
  }),
];

const disconnected: DrillScenario = {
  name: 'streams-cut-as-stop-fills',
  done: 'every connection is cut in the second in which the stop sells',
  wants: [soldOut(), allClear()],
  fires: ['disconnect', 'price-jump'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'disconnect', target: 'all' }, { fault: 'price-jump', symbol, factor: 0.9, forMs: 30 * MINUTE_MS });
  },
};

const shutDown: DrillScenario = {
  name: 'server-shutdown',
  done: 'the exchange announces that it shuts down, cuts every connection, and drops the stops meanwhile',
  wants: [heldWithStop(), allClear()],
  fires: ['shutdown', 'maintenance'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 65 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'shutdown', leadMs: 10 * SECOND_MS }, { fault: 'maintenance', afterMs: 11 * SECOND_MS });
    await stage.pass(12 * SECOND_MS);
  },
};

const banned: DrillScenario = {
  name: 'banned-with-restart',
  done: 'the address is banned for ten minutes, and the bot is started anew in the middle of it',
  wants: [
    wanted('nothing is sent once the ban is known', (stage) => sentWhileBanned(stage) <= 1),
    heldWithStop(),
    told('exchange-pause', 'the ban is told'),
    allClear(),
  ],
  fires: ['ban', 'answered-418', 'kill'],
  withinMs: 5 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'ban', forMs: BAN_MS });
    await stage.pass(4 * MINUTE_MS);
    stage.kill();
    await stage.comeBack(10 * SECOND_MS);
    await stage.pass(6 * MINUTE_MS);
  },
};

/** How much left while the ban stood, of both processes together; one request is needed to learn of it. */
function sentWhileBanned(stage: DrillStage): number {
  const untilText = stage.facts('alert-raised').find(({ key }) => key === 'exchange-pause')?.facts['until'];
  if (untilText === undefined) return 0;
  const until = Date.parse(untilText);
  return stage.sent.filter(({ at }) => at >= until - BAN_MS + SECOND_MS && at < until).length;
}

const limited: DrillScenario = {
  name: 'request-weight-used-up',
  done: 'another program on the same address uses up the weight of the minute, and the stop is cancelled by hand in it',
  wants: [
    wanted('never banned', (stage) => !stage.world.venue.limits.isBanned(stage.account.now) && stage.fired('ban') === 0),
    heldWithStop(),
    allClear(),
  ],
  fires: ['weight-used-up', 'answered-429', 'manual-cancel'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 65 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    useUpWeight(stage);
    stage.inject({ fault: 'manual-cancel', symbol });
    await stage.pass(30 * SECOND_MS);
  },
};

/** Somebody else on our address asks for everything at once. */
function useUpWeight(stage: DrillStage): void {
  const { limits } = stage.world.venue;
  limits.take(WEIGHT_MAX - limits.usedWeight(stage.account.now), stage.account.now);
  stage.mark('weight-used-up');
}

const skewed: DrillScenario = {
  name: 'clocks-apart',
  done: "the exchange's clock jumps ahead by eight seconds, as an entry is sent",
  wants: [entries(1), heldWithStop()],
  fires: ['clock-skew', 'refused-for-time'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.start();
    stage.once('intent-durable', () => stage.inject({ fault: 'clock-skew', skewMs: 8_000, forMs: 60 * MINUTE_MS }));
    stage.proposeEntry();
    await stage.pass(10 * SECOND_MS);
    if (stage.facts('order-changed').some(({ state }) => state.tag === 'rejected' && state.code === -1021)) {
      stage.mark('refused-for-time');
      stage.proposeEntry();
    }
    await stage.pass(10 * SECOND_MS);
  },
};

const readsFail: DrillScenario = {
  name: 'reads-fail-for-minutes',
  done: 'every read is answered 500 while the stop is cancelled by hand, for a minute',
  wants: [heldWithStop(), told('unprotected-', 'the lost stop is told'), allClear()],
  fires: ['server-error', 'manual-cancel'],
  withinMs: 5 * MINUTE_MS,
  unprotectedMsMax: 3 * MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'server-error', as: 'error', path: '/api/v3', times: 40 }, { fault: 'manual-cancel', symbol });
    await stage.pass(MINUTE_MS);
  },
};

const hangingReads: DrillScenario = {
  name: 'reads-hang',
  done: 'five reads in a row are never answered, and the stop is cancelled by hand',
  wants: [heldWithStop(), allClear()],
  fires: ['hang', 'manual-cancel'],
  withinMs: 5 * MINUTE_MS,
  unprotectedMsMax: MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'hang', path: '/api/v3', times: 5 }, { fault: 'manual-cancel', symbol });
    await stage.pass(MINUTE_MS);
  },
};

export const networkScenarios: readonly DrillScenario[] = [
  ...STREAMS,
  disconnected,
  shutDown,
  banned,
  limited,
  skewed,
  readsFail,
  hangingReads,
];
