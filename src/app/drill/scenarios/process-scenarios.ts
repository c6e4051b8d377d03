import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, nothingBought, soldOut, told, wanted } from '../drill-wants.ts';
import type { ScriptedFault } from '../scripted-fault.ts';
import { startRival } from '../start-rival.ts';

const symbol = DRILL_SYMBOL;
const TWO_REQUESTS = { 'execution.entryKind': 'market' };
/** From the end of the process until the next one is ready and has placed what is missing. */
const REPAIRED_MS: DurationMs = 30 * SECOND_MS;
const BOUGHT: readonly DrillWant[] = [entries(1), heldWithStop(), allClear()];

/** What happens on the exchange while nobody runs. */
function whileDead(parts: {
  readonly name: string;
  readonly done: string;
  readonly fault: ScriptedFault;
  readonly wants: readonly DrillWant[];
  readonly unprotectedMsMax: DurationMs;
}): DrillScenario {
  const { fault, ...scenario } = parts;
  return {
    ...scenario,
    fires: ['kill', fault.fault],
    withinMs: 2 * MINUTE_MS,
    async play(stage) {
      await stage.startWithPosition();
      stage.kill();
      stage.inject(fault);
      await stage.comeBack(5 * MINUTE_MS);
    },
  };
}

const DEAD: readonly DrillScenario[] = [
  whileDead({
    name: 'stop-fills-while-dead',
    done: 'the stop sells while no process runs',
    fault: { fault: 'price-jump', symbol, factor: 0.9, forMs: 60 * MINUTE_MS },
    wants: [soldOut(), wanted('the sale is booked', (stage) => stage.facts('fill-booked').length === 2), allClear()],
    unprotectedMsMax: 0,
  }),
  whileDead({
    name: 'stop-removed-while-dead',
    done: 'the owner cancels the stop while no process runs, for five minutes',
    fault: { fault: 'manual-cancel', symbol },
    wants: [heldWithStop(), told('unprotected-', 'the lost stop is told'), allClear()],
    unprotectedMsMax: 5 * MINUTE_MS + 30 * SECOND_MS,
  }),
];

const killedTwice: DrillScenario = {
  name: 'killed-while-recovering',
  done: 'killed before the stop is sent, and again three times while the next process starts',
  wants: BOUGHT,
  fires: ['kill'],
  settings: TWO_REQUESTS,
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: REPAIRED_MS,
  async play(stage) {
    await stage.start();
    stage.proposeEntry();
    await stage.killAt('order-sent');
    for (const lifeMs of [30, 150, 400]) {
      stage.world.start();
      await stage.pass(lifeMs);
      stage.kill();
    }
    await stage.comeBack(SECOND_MS);
  },
};

const toldToEnd: DrillScenario = {
  name: 'interrupted-at-entry',
  done: 'told to end as an entry is sent, and started again',
  wants: BOUGHT,
  fires: ['interrupt', 'kill'],
  settings: TWO_REQUESTS,
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: REPAIRED_MS,
  async play(stage) {
    await stage.start();
    stage.once('order-sent', () => {
      stage.mark('interrupt');
      stage.world.life?.end();
    });
    stage.proposeEntry();
    await stage.until(() => stage.fired('interrupt') > 0, MINUTE_MS);
    await stage.pass(5 * SECOND_MS);
    stage.kill();
    await stage.comeBack(SECOND_MS);
  },
};

const diskFullAtIntent: DrillScenario = {
  name: 'disk-full-at-entry',
  done: 'the disk is full when an approved entry is to be written down before it is sent',
  wants: [
    nothingBought(),
    wanted('no order sent', (stage) => stage.sent.every(({ request }) => request.method !== 'POST')),
    told('journal-failed', 'the full disk is told'),
    told('work-failed', 'and the failed purchase'),
  ],
  fires: ['disk-full'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.start();
    stage.once('press-consumed', () => {
      stage.world.disk.isFull = true;
      stage.mark('disk-full');
    });
    stage.proposeEntry();
    await stage.pass(MINUTE_MS);
    stage.world.disk.isFull = false;
    await stage.pass(10 * SECOND_MS);
  },
};

const diskFullWhileHeld: DrillScenario = {
  name: 'disk-full-as-stop-is-lost',
  done: 'the disk is full while the owner cancels the stop by hand',
  wants: [heldWithStop(), told('journal-failed', 'the full disk is told'), allClear()],
  fires: ['disk-full', 'manual-cancel', 'covered-unwritten'],
  withinMs: 3 * MINUTE_MS,
  unprotectedMsMax: 90 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.world.disk.isFull = true;
    stage.mark('disk-full');
    stage.inject({ fault: 'manual-cancel', symbol });
    await stage.pass(90 * SECOND_MS);
    if (stage.stops().length > 0) stage.mark('covered-unwritten');
    stage.world.disk.isFull = false;
    await stage.pass(10 * SECOND_MS);
  },
};

/** A second bot with a journal of its own on the same account. */
const rival: DrillScenario = {
  name: 'two-bots-on-one-account',
  done: 'a second bot with an empty journal is started on the same account, and wants to buy, too',
  wants: [
    heldWithStop(),
    wanted('the second tells of orders that it does not know', (stage) => stage.fired('unknown-order-told') > 0),
    wanted('no stop is touched', (stage) =>
      stage.ownOrders.every(({ request, status }) => request.side === 'BUY' || status === 'NEW'),
    ),
  ],
  fires: ['rival', 'unknown-order-told'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 0,
  async play(stage) {
    await stage.startWithPosition();
    const disk = await startRival(stage);
    stage.mark('rival');
    await stage.pass(2 * MINUTE_MS);
    for (const { fact } of disk.entries) {
      if (fact.kind === 'alert-raised' && fact.key.startsWith('unknown-order-')) stage.mark('unknown-order-told');
    }
  },
};

export const processScenarios: readonly DrillScenario[] = [
  ...DEAD,
  killedTwice,
  toldToEnd,
  diskFullAtIntent,
  diskFullWhileHeld,
  rival,
];
