import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, soldOut, wanted } from '../drill-wants.ts';
import type { ScriptedFault } from '../scripted-fault.ts';

const TWO_REQUESTS = { 'execution.entryKind': 'market' };
const ROUND_TRIP_MS = SECOND_MS;
/** What is in doubt is looked for until nothing of it can be admitted any more. */
const IN_DOUBT_MS_MAX = 40 * SECOND_MS;

interface RequestFault {
  readonly name: string;
  readonly done: string;
  readonly fault: ScriptedFault;
  readonly unprotectedMsMax: number;
}

/** The stop follows a purchase in a request of its own, and something becomes of that request. */
function atTheStop({ name, done, fault, unprotectedMsMax }: RequestFault): DrillScenario {
  return {
    name,
    done,
    wants: [entries(1), heldWithStop(), allClear()],
    fires: [fault.fault],
    settings: TWO_REQUESTS,
    withinMs: 3 * MINUTE_MS,
    unprotectedMsMax,
    async play(stage) {
      await stage.start();
      stage.once('outcome-durable', () => stage.inject(fault));
      stage.proposeEntry();
      await stage.until(() => stage.fired(fault.fault) > 0, MINUTE_MS);
    },
  };
}

const AT_THE_STOP: readonly RequestFault[] = [
  {
    name: 'stop-reply-lost',
    done: 'the stop is placed, and the connection is cut before the answer',
    fault: { fault: 'lose-reply', as: 'reset' },
    unprotectedMsMax: ROUND_TRIP_MS,
  },
  {
    name: 'stop-never-arrives',
    done: 'the connection is cut before the stop arrives',
    fault: { fault: 'lose-request', as: 'reset' },
    unprotectedMsMax: IN_DOUBT_MS_MAX,
  },
  {
    name: 'stop-error-500',
    done: 'the exchange answers 500 to the stop and did not place it',
    fault: { fault: 'lose-request', as: 'error' },
    unprotectedMsMax: IN_DOUBT_MS_MAX,
  },
  {
    name: 'stop-busy',
    done: 'the exchange is too busy for the stop: 503, -1008',
    fault: { fault: 'server-error', as: 'busy', path: '/api/v3/order' },
    unprotectedMsMax: IN_DOUBT_MS_MAX,
  },
  {
    name: 'stop-admitted-late',
    done: 'the answer to the stop is lost, and the stop is placed three seconds later',
    fault: { fault: 'late-admission', delayMs: 3 * SECOND_MS },
    unprotectedMsMax: 4 * SECOND_MS,
  },
];

/** The stop is moved up in one request, and something becomes of that request. */
function atTheReplacement({ name, done, fault, unprotectedMsMax }: RequestFault): DrillScenario {
  return {
    name,
    done,
    wants: [heldWithStop(), onlyStopAt(0.02), allClear()],
    fires: [fault.fault],
    withinMs: 3 * MINUTE_MS,
    unprotectedMsMax,
    async play(stage) {
      await stage.startWithPosition();
      stage.once('intent-durable', () => stage.inject(fault));
      stage.propose({ action: 'move-stop', symbol: DRILL_SYMBOL, stopFraction: 0.02 });
      await stage.until(() => stage.fired(fault.fault) > 0, MINUTE_MS);
    },
  };
}

const AT_THE_REPLACEMENT: readonly RequestFault[] = [
  {
    name: 'move-reply-lost',
    done: 'the stop is moved, and the connection is cut before the answer',
    fault: { fault: 'lose-reply', as: 'reset' },
    unprotectedMsMax: 0,
  },
  {
    name: 'move-never-arrives',
    done: 'the connection is cut before the order to move the stop arrives',
    fault: { fault: 'lose-request', as: 'reset' },
    unprotectedMsMax: 0,
  },
  {
    name: 'move-timeout-executed',
    done: 'the stop is moved, and the exchange answers -1007 after ten seconds',
    fault: { fault: 'lose-reply', as: 'timeout' },
    unprotectedMsMax: 0,
  },
  {
    name: 'move-hangs',
    done: 'the order to move the stop never arrives, and no answer ever comes',
    fault: { fault: 'lose-request', as: 'hang' },
    unprotectedMsMax: 0,
  },
];

/** One stop, so far below the price at which the position was bought. */
function onlyStopAt(fraction: number): DrillWant {
  return wanted('one stop, at its new price', (stage) => {
    const bought = stage.ownOrders.find(({ request }) => request.side === 'BUY');
    const [stop, ...more] = stage.stops();
    if (bought === undefined || stop?.request.stopPrice === undefined || more.length > 0) return false;
    const average = bought.cumulativeQuote.div(bought.executedQuantity);
    return stop.request.stopPrice
      .div(average)
      .minus(1 - fraction)
      .abs()
      .lt(0.01);
  });
}

/** The old stop is gone and the new one refused: the price is below the new one by then. */
const halfReplaced: DrillScenario = {
  name: 'move-half-done',
  done: 'the price falls below the new stop on its way: the old stop is cancelled, the new one refused',
  wants: [soldOut(), allClear()],
  fires: ['price-jump', 'half-done'],
  withinMs: MINUTE_MS,
  unprotectedMsMax: 10 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.once('intent-durable', () =>
      stage.inject({ fault: 'price-jump', symbol: DRILL_SYMBOL, factor: 0.975, forMs: 30 * MINUTE_MS }),
    );
    stage.propose({ action: 'move-stop', symbol: DRILL_SYMBOL, stopFraction: 0.01 });
    await stage.until(() => stage.stops().length === 0, MINUTE_MS);
    if (stage.ownOrders.some(({ request, status }) => request.type.startsWith('STOP_LOSS') && status === 'CANCELED')) {
      stage.mark('half-done');
    }
  },
};

/** A person closes the position: its stop is cancelled, then it is sold. */
function atTheClose(parts: {
  readonly wants?: readonly DrillWant[];
  readonly name: string;
  readonly done: string;
  readonly point: 'cancel-due' | 'cancel-durable';
  readonly fault: RequestFault['fault'];
}): DrillScenario {
  const { name, done, point, fault, wants = [soldOut(), soldBy('close'), allClear()] } = parts;
  return {
    name,
    done,
    wants,
    fires: [fault.fault],
    withinMs: 3 * MINUTE_MS,
    unprotectedMsMax: IN_DOUBT_MS_MAX,
    async play(stage) {
      await stage.startWithPosition();
      stage.once(point, () => stage.inject(fault));
      stage.close();
      await stage.until(() => stage.fired(fault.fault) > 0, MINUTE_MS);
    },
  };
}

function soldBy(what: string): DrillWant {
  return wanted(`sold once by the ${what}`, (stage) => sales(stage) === 1);
}

function sales(stage: DrillStage): number {
  return stage.ownOrders.filter(({ request, executedQuantity }) => request.side === 'SELL' && !executedQuantity.isZero()).length;
}

const AT_THE_CLOSE: readonly DrillScenario[] = [
  atTheClose({
    name: 'close-cancel-reply-lost',
    done: 'the stop is cancelled for a sale, and the connection is cut before the answer',
    point: 'cancel-due',
    fault: { fault: 'lose-reply', as: 'reset' },
  }),
  atTheClose({
    name: 'close-cancel-never-arrives',
    done: 'the connection is cut before the cancellation for a sale arrives',
    point: 'cancel-due',
    fault: { fault: 'lose-request', as: 'reset' },
  }),
  atTheClose({
    name: 'close-sale-reply-lost',
    done: 'the stop is gone and the position sold, and no answer to the sale ever comes',
    point: 'cancel-durable',
    fault: { fault: 'lose-reply', as: 'hang' },
  }),
  atTheClose({
    name: 'close-sale-partly-filled',
    done: 'the stop is gone, and half of the sale finds a buyer: the rest is held on',
    point: 'cancel-durable',
    fault: { fault: 'partial-fill', fractionMax: 0.5 },
    wants: [soldBy('close'), heldWithStop(), allClear()],
  }),
];

/** The exchange takes no stop of the market at all. */
const noStopTaken: DrillScenario = {
  name: 'stop-refused-for-good',
  done: 'the market takes no stops of any kind any more, and refuses the one of a new position',
  wants: [entries(1), soldOut()],
  fires: ['stops-forbidden'],
  settings: TWO_REQUESTS,
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 30 * SECOND_MS,
  async play(stage) {
    await stage.start();
    stage.once('outcome-durable', () => {
      stage.account.changeSymbol(DRILL_SYMBOL, { orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'] });
      stage.mark('stops-forbidden');
    });
    stage.proposeEntry();
    await stage.until(() => stage.fired('stops-forbidden') > 0, MINUTE_MS);
  },
};

export const stopScenarios: readonly DrillScenario[] = [
  ...AT_THE_STOP.map(atTheStop),
  noStopTaken,
  ...AT_THE_REPLACEMENT.map(atTheReplacement),
  halfReplaced,
  ...AT_THE_CLOSE,
];
