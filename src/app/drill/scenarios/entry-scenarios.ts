import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, nothingBought, told, wanted } from '../drill-wants.ts';
import type { ScriptedFault } from '../scripted-fault.ts';

const IN_DOUBT_MS_MAX = 3 * MINUTE_MS;
const BOUGHT: readonly DrillWant[] = [entries(1), heldWithStop()];
const NOT_BOUGHT: readonly DrillWant[] = [nothingBought(), allClear()];
/** An entry that brings its stop along is never without it. */
const NEVER_MS = 0;

interface AnswerScenario {
  readonly name: string;
  readonly done: string;
  readonly fault: ScriptedFault;
  readonly wants: readonly DrillWant[];
  readonly withinMs?: DurationMs;
  readonly unprotectedMsMax?: DurationMs;
}

/** Something that becomes of the one request that carries an entry and its stop. */
function atTheEntry({
  name,
  done,
  fault,
  wants,
  withinMs = IN_DOUBT_MS_MAX,
  unprotectedMsMax = NEVER_MS,
}: AnswerScenario): DrillScenario {
  return {
    name,
    done,
    wants,
    fires: [fault.fault],
    withinMs,
    unprotectedMsMax,
    async play(stage) {
      await stage.start();
      stage.once('intent-durable', () => stage.inject(fault));
      stage.proposeEntry();
      await stage.until(() => stage.fired(fault.fault) > 0, MINUTE_MS);
    },
  };
}

const LIST_PATH = '/api/v3/orderList';

const ANSWERS: readonly AnswerScenario[] = [
  {
    name: 'entry-never-arrives',
    done: 'the connection is cut before the entry arrives',
    fault: { fault: 'lose-request', as: 'reset' },
    wants: NOT_BOUGHT,
  },
  {
    name: 'entry-reply-lost',
    done: 'the entry is executed, and the connection is cut before the answer',
    fault: { fault: 'lose-reply', as: 'reset' },
    wants: BOUGHT,
  },
  {
    name: 'entry-hangs',
    done: 'the entry is executed, and no answer ever comes',
    fault: { fault: 'lose-reply', as: 'hang' },
    wants: BOUGHT,
  },
  {
    name: 'entry-timeout-executed',
    done: 'the entry is executed, and the exchange answers -1007 after ten seconds',
    fault: { fault: 'lose-reply', as: 'timeout' },
    wants: BOUGHT,
  },
  {
    name: 'entry-timeout-not-executed',
    done: 'the exchange answers -1007 after ten seconds and did not execute the entry',
    fault: { fault: 'lose-request', as: 'timeout' },
    wants: NOT_BOUGHT,
  },
  {
    name: 'entry-error-500',
    done: 'the entry is executed, and the exchange answers 500',
    fault: { fault: 'lose-reply', as: 'error' },
    wants: BOUGHT,
  },
  {
    name: 'entry-html-page',
    done: 'the entry is executed, and a gateway answers with a page of HTML',
    fault: { fault: 'lose-reply', as: 'html' },
    wants: BOUGHT,
  },
  {
    name: 'entry-busy',
    done: 'the exchange is too busy for the entry: 503, -1008',
    fault: { fault: 'server-error', as: 'busy', path: LIST_PATH },
    wants: NOT_BOUGHT,
  },
  {
    name: 'entry-admitted-late',
    done: 'the answer is lost, and the entry is executed four seconds later',
    fault: { fault: 'late-admission', delayMs: 4 * SECOND_MS },
    wants: BOUGHT,
  },
  {
    name: 'entry-partly-filled',
    done: 'only two fifths of the entry find a seller',
    fault: { fault: 'partial-fill', fractionMax: 0.4 },
    wants: BOUGHT,
    // The stop that waited for the whole of it is gone: one for the part follows.
    unprotectedMsMax: SECOND_MS,
  },
  {
    name: 'entry-expires',
    done: 'the exchange lets the entry expire for want of liquidity',
    fault: { fault: 'expire', reason: 'INSUFFICIENT_LIQUIDITY' },
    wants: NOT_BOUGHT,
  },
  {
    name: 'entry-out-of-price-range',
    done: 'the exchange lets the entry expire by its price range rule',
    fault: { fault: 'expire', reason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED' },
    wants: NOT_BOUGHT,
  },
  {
    name: 'entry-halted-market',
    done: 'the market is halted between the plan and the order',
    fault: { fault: 'halt', symbol: DRILL_SYMBOL, forMs: MINUTE_MS },
    wants: [nothingBought(), told(`frozen-${DRILL_SYMBOL}`, 'the halt is told'), allClear()],
    // So long a market that refused as closed counts as closed.
    withinMs: 12 * MINUTE_MS,
  },
  {
    name: 'entry-step-changed',
    done: 'the step of quantities grows a thousandfold between the plan and the order',
    fault: { fault: 'filter-change', symbol: DRILL_SYMBOL, filters: { lotSize: { stepSize: '0.01', minQty: '0.01' } } },
    wants: [nothingBought(), knowsStep('0.01')],
  },
  {
    name: 'entry-tick-changed',
    done: 'the tick of prices grows to 1 USDT between the plan and the order',
    fault: { fault: 'filter-change', symbol: DRILL_SYMBOL, filters: { priceFilter: { tickSize: '1', minPrice: '1' } } },
    wants: [nothingBought(), knowsTick('1')],
  },
  {
    name: 'entry-notional-changed',
    done: 'the smallest order grows to 5000 USDT between the plan and the order',
    fault: { fault: 'filter-change', symbol: DRILL_SYMBOL, filters: { notional: { minNotional: '5000' } } },
    wants: [nothingBought()],
  },
];

function knowsStep(step: string): DrillWant {
  return wanted('the new rules are known', ({ world }) => {
    const instrument = world.life?.steward.services.instruments.get(DRILL_SYMBOL);
    return instrument?.stepSize.eq(step) ?? false;
  });
}

function knowsTick(tick: string): DrillWant {
  return wanted('the new rules are known', ({ world }) => {
    const instrument = world.life?.steward.services.instruments.get(DRILL_SYMBOL);
    return instrument?.tickSize.eq(tick) ?? false;
  });
}

/** The exchange does not show what it has for a while. */
const readsLag: DrillScenario = {
  name: 'entry-read-lag',
  done: 'the answer is lost, and for half a minute reads do not show the order that exists',
  wants: BOUGHT,
  fires: ['lose-reply', 'read-lag'],
  withinMs: IN_DOUBT_MS_MAX,
  unprotectedMsMax: NEVER_MS,
  async play(stage) {
    await stage.start();
    stage.once('intent-durable', () =>
      stage.inject({ fault: 'lose-reply', as: 'reset' }, { fault: 'read-lag', lagMs: 60 * SECOND_MS, forMs: 30 * SECOND_MS }),
    );
    stage.proposeEntry();
    await stage.until(() => stage.fired('read-lag') > 0, MINUTE_MS);
  },
};

/** The stop waits for the entry, and its price is already passed when the entry is filled. */
const stopRefusedAtActivation: DrillScenario = {
  name: 'entry-stop-refused',
  done: 'the price falls below the stop before the entry arrives, so that its stop is refused when it is filled',
  wants: [entries(1), wanted('sold at once, nothing left resting', isSoldOut)],
  fires: ['price-jump'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 10 * SECOND_MS,
  async play(stage) {
    await stage.start();
    stage.once('intent-durable', () =>
      stage.inject({ fault: 'price-jump', symbol: DRILL_SYMBOL, factor: 0.9, forMs: 20 * MINUTE_MS }),
    );
    stage.proposeEntry();
    await stage.until(() => stage.fired('price-jump') > 0, MINUTE_MS);
  },
};

function isSoldOut(stage: DrillStage): boolean {
  const own = stage.account.openOrders.filter((order) => stage.watch.isOwn(order));
  return own.length === 0 && stage.world.life?.steward.state.portfolio.position(DRILL_SYMBOL) === null;
}

export const entryScenarios: readonly DrillScenario[] = [...ANSWERS.map(atTheEntry), readsLag, stopRefusedAtActivation];
