import { Decimal } from '../../../domain/decimal.ts';
import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, soldOut, told, toldOnce, wanted } from '../drill-wants.ts';

const symbol = DRILL_SYMBOL;
/** The rules of a time in which a stop could only be a stop with a limit. */
const STOP_LIMITS = { 'simulator.preset': 'capture-2024' };
const OTHER = 'ETHUSDT';

const jumpThroughStop: DrillScenario = {
  name: 'price-jumps-through-stop',
  done: 'the price falls by a tenth at once, far through the stop',
  wants: [soldOut(), allClear()],
  fires: ['price-jump'],
  withinMs: MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'price-jump', symbol, factor: 0.9, forMs: 30 * MINUTE_MS });
  },
};

const jumpToTarget: DrillScenario = {
  name: 'price-jumps-to-target',
  done: 'the price rises by six hundredths at once, through the target that rests beside the stop',
  wants: [soldOut(), wanted('sold once, above the purchase', soldAbove), allClear()],
  fires: ['price-jump'],
  withinMs: MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.start();
    stage.propose({ action: 'open', symbol, sizeStep: 0.25, stopFraction: 0.03, targetFraction: 0.05 });
    await stage.until(() => stage.stops().length > 0, MINUTE_MS);
    await stage.pass(2 * SECOND_MS);
    stage.inject({ fault: 'price-jump', symbol, factor: 1.06, forMs: 30 * MINUTE_MS });
  },
};

function soldAbove({ account }: DrillStage): boolean {
  const [bought, sold, ...more] = account.tradesOf(symbol);
  return bought !== undefined && sold !== undefined && more.length === 0 && sold.price.gt(bought.price);
}

const gapThroughLimit: DrillScenario = {
  name: 'price-gaps-through-limit',
  done: 'the price jumps over a stop and its limit, and the order rests where nobody buys',
  wants: [soldOut(), allClear()],
  fires: ['gap-through-stop', 'stop-left-behind'],
  settings: STOP_LIMITS,
  withinMs: MINUTE_MS,
  unprotectedMsMax: 20 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'gap-through-stop', symbol, beyondFraction: 0.12, forMs: 30 * MINUTE_MS });
    const isLeftBehind = () => stage.account.openOrders.some(({ isWorking, request }) => isWorking && request.side === 'SELL');
    if (await stage.until(isLeftBehind, MINUTE_MS)) stage.mark('stop-left-behind');
  },
};

const gapInMutedStreams: DrillScenario = {
  name: 'price-gaps-unheard',
  done: 'the same, while the streams of prices and of the account say nothing',
  wants: [soldOut(), allClear()],
  fires: ['gap-through-stop', 'stream-mute'],
  settings: STOP_LIMITS,
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 2 * MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'stream-mute', forMs: 10 * MINUTE_MS, target: 'all' });
    await stage.pass(5 * SECOND_MS);
    stage.inject({ fault: 'gap-through-stop', symbol, beyondFraction: 0.12, forMs: 30 * MINUTE_MS });
  },
};

const thinBook: DrillScenario = {
  name: 'book-is-thin',
  done: 'the price falls through the stop while the book holds a ten-thousandth of what it did',
  wants: [soldOut()],
  fires: ['price-jump', 'thin-book'],
  withinMs: 15 * MINUTE_MS,
  unprotectedMsMax: 15 * MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject(
      { fault: 'thin-book', symbol, factor: 0.0001, forMs: 3 * MINUTE_MS },
      { fault: 'price-jump', symbol, factor: 0.93, forMs: 30 * MINUTE_MS },
    );
  },
};

const tickChanged: DrillScenario = {
  name: 'tick-changes-while-held',
  done: 'the tick of prices grows to 1 USDT while a position is held, and its stop is to be moved',
  wants: [
    heldWithStop(),
    wanted('the new stop is on the new tick', (stage) =>
      stage.stops().every(({ request }) => new Decimal(request.stopPrice ?? 0.5).isInteger()),
    ),
    allClear(),
  ],
  fires: ['filter-change'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 5 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'filter-change', symbol, filters: { priceFilter: { tickSize: '1', minPrice: '1' } } });
    await stage.pass(SECOND_MS);
    stage.propose({ action: 'move-stop', symbol, stopFraction: 0.0217 });
    await stage.pass(5 * SECOND_MS);
  },
};

const stepChanged: DrillScenario = {
  name: 'step-changes-while-held',
  done: 'the step of quantities grows to 0.001 while a position is held, which is then closed',
  wants: [
    wanted('sold down to less than a step', (stage) => stage.watch.owned(symbol).lt('0.001')),
    wanted('nothing left resting', (stage) => stage.account.openOrders.length === 0),
  ],
  fires: ['filter-change'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 2 * MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    const rule = { stepSize: '0.001', minQty: '0.001' };
    stage.inject({ fault: 'filter-change', symbol, filters: { lotSize: rule, marketLotSize: rule } });
    await stage.pass(SECOND_MS);
    stage.close();
    await stage.pass(5 * SECOND_MS);
  },
};

const halted: DrillScenario = {
  name: 'market-halted-while-held',
  done: 'the market of a position is halted for more than an hour',
  wants: [toldOnce(`frozen-${symbol}`, 'told once'), heldWithStop(), allClear()],
  fires: ['halt', 'resume'],
  withinMs: 15 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'halt', symbol, status: 'HALT', forMs: 65 * MINUTE_MS });
    await stage.pass(65 * MINUTE_MS + SECOND_MS);
  },
};

const haltedBeforeHour: DrillScenario = {
  name: 'market-halted-others-go-on',
  done: 'one market is halted for an hour, and another is to be bought meanwhile',
  wants: [entries(1), heldWithStop(OTHER), told(`frozen-${symbol}`, 'the halt is told')],
  fires: ['halt'],
  settings: { symbols: `[${symbol}, ${OTHER}]` },
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.start();
    stage.inject({ fault: 'halt', symbol, status: 'BREAK', forMs: 60 * MINUTE_MS });
    await stage.pass(2 * MINUTE_MS);
    stage.propose(
      { action: 'open', symbol, sizeStep: 0.25, stopFraction: 0.04 },
      { action: 'open', symbol: OTHER, sizeStep: 0.25, stopFraction: 0.04 },
    );
    await stage.pass(MINUTE_MS);
  },
};

const cancelOnly: DrillScenario = {
  name: 'cancel-only-while-moving',
  done: 'the market takes cancellations alone for five minutes, just as a stop is to be moved',
  wants: [heldWithStop(), told('unprotected-', 'told that it has none'), fewOrders(6), allClear()],
  fires: ['halt', 'resume'],
  withinMs: 15 * MINUTE_MS,
  unprotectedMsMax: 6 * MINUTE_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.once('intent-durable', () => stage.inject({ fault: 'halt', symbol, status: 'CANCEL_ONLY', forMs: 5 * MINUTE_MS }));
    stage.propose({ action: 'move-stop', symbol, stopFraction: 0.02 });
    await stage.until(() => stage.fired('halt') > 0, MINUTE_MS);
    await stage.pass(5 * MINUTE_MS + SECOND_MS);
  },
};

const maintenance: DrillScenario = {
  name: 'maintenance-drops-stops',
  done: 'the exchange drops every waiting stop in a maintenance',
  wants: [heldWithStop(), told('unprotected-', 'the lost stop is told'), allClear()],
  fires: ['maintenance'],
  withinMs: MINUTE_MS,
  unprotectedMsMax: 5 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'maintenance' });
  },
};

const maintenanceUnheard: DrillScenario = {
  name: 'maintenance-unheard',
  done: 'the exchange drops every waiting stop, and the stream of the account does not say so',
  wants: [heldWithStop(), told('unprotected-', 'the lost stop is told'), allClear()],
  fires: ['maintenance', 'stream-drop'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 65 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.inject({ fault: 'stream-drop', forMs: 10 * SECOND_MS, target: 'user', share: 1 });
    await stage.pass(SECOND_MS);
    stage.inject({ fault: 'maintenance' });
  },
};

/** What is refused for as long as the market is closed is not tried again and again. */
function fewOrders(count: number): DrillWant {
  return wanted(`at most ${count} orders sent`, (stage) => {
    return (
      stage.sent.filter(({ request }) => request.method === 'POST' && request.path.startsWith('/api/v3/order')).length <= count
    );
  });
}

export const marketScenarios: readonly DrillScenario[] = [
  jumpThroughStop,
  jumpToTarget,
  gapThroughLimit,
  gapInMutedStreams,
  thinBook,
  tickChanged,
  stepChanged,
  halted,
  haltedBeforeHour,
  cancelOnly,
  maintenance,
  maintenanceUnheard,
];
