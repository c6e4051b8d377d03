import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { DEFAULT_FEES } from '../../../simulator/instrument-presets.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { DRILL_SYMBOL, type DrillStage } from '../drill-stage.ts';
import { allClear, entries, heldWithStop, soldOut, told, wanted } from '../drill-wants.ts';
import type { ScriptedFault } from '../scripted-fault.ts';

const symbol = DRILL_SYMBOL;
/** An audit looks once a minute, and counts balances twice. */
const FOUND_MS: DurationMs = 90 * SECOND_MS;

/** What the owner does by hand while a position is held. */
interface OwnersDoing {
  readonly name: string;
  readonly done: string;
  readonly faults: (stage: DrillStage) => readonly ScriptedFault[];
  readonly fires: readonly string[];
  readonly wants: readonly DrillWant[];
  readonly unprotectedMsMax: DurationMs;
}

function byHand({ name, done, faults, fires, wants, unprotectedMsMax }: OwnersDoing): DrillScenario {
  return {
    name,
    done,
    wants,
    fires,
    withinMs: 3 * MINUTE_MS,
    unprotectedMsMax,
    async play(stage) {
      await stage.startWithPosition();
      stage.inject(...faults(stage));
      await stage.pass(FOUND_MS);
    },
  };
}

const DOINGS: readonly OwnersDoing[] = [
  {
    name: 'owner-cancels-stop',
    done: 'the owner cancels the stop by hand',
    faults: () => [{ fault: 'manual-cancel', symbol }],
    fires: ['manual-cancel'],
    wants: [heldWithStop(), told('unprotected-', 'the lost stop is told'), allClear()],
    unprotectedMsMax: 5 * SECOND_MS,
  },
  {
    name: 'owner-buys-same-coin',
    done: 'the owner buys the same coin by hand, and leaves a purchase resting far below',
    faults: () => [
      { fault: 'manual-order', order: { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '300' } },
      {
        fault: 'manual-order',
        order: { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '30000', quantity: '0.001' },
      },
    ],
    fires: ['manual-order'],
    wants: [heldWithStop(), ownersOrdersLeft(1), stopSellsOwnAlone(), allClear()],
    unprotectedMsMax: 0,
  },
  {
    name: 'owner-deposits',
    done: 'the owner deposits 5000 USDT and half a coin of the market held',
    faults: () => [
      { fault: 'deposit', asset: 'USDT', quantity: '5000' },
      { fault: 'deposit', asset: 'BTC', quantity: '0.5' },
    ],
    fires: ['deposit'],
    wants: [heldWithStop(), stopSellsOwnAlone(), bookUntouched(), allClear()],
    unprotectedMsMax: 0,
  },
  {
    name: 'owner-withdraws-own-cash',
    done: "the owner withdraws 15000 USDT, which are none of the bot's",
    faults: () => [{ fault: 'withdrawal', asset: 'USDT', quantity: '15000' }],
    fires: ['withdrawal'],
    wants: [heldWithStop(), bookUntouched(), allClear()],
    unprotectedMsMax: 0,
  },
  {
    name: 'owner-withdraws-bots-cash',
    done: 'the owner withdraws 25000 USDT, more than is the own',
    faults: () => [{ fault: 'withdrawal', asset: 'USDT', quantity: '25000' }],
    fires: ['withdrawal'],
    wants: [heldWithStop(), told('drift-USDT', 'the missing cash is told')],
    unprotectedMsMax: 0,
  },
  {
    name: 'owner-withdraws-position',
    done: 'the owner cancels the stop and withdraws a part of the coins of the position',
    faults: () => [
      { fault: 'manual-cancel', symbol },
      { fault: 'withdrawal', asset: 'BTC', quantity: '0.004' },
    ],
    fires: ['manual-cancel', 'withdrawal'],
    wants: [told('drift-BTC', 'the missing coins are told'), restCovered()],
    unprotectedMsMax: FOUND_MS,
  },
  {
    name: 'owner-sells-position',
    done: 'the owner cancels the stop and sells all coins of the position by hand',
    faults: (stage) => [
      { fault: 'manual-cancel', symbol },
      { fault: 'manual-order', order: { symbol, side: 'SELL', type: 'MARKET', quantity: stepsHeld(stage) } },
    ],
    fires: ['manual-cancel', 'manual-order'],
    wants: [told('drift-BTC', 'the missing coins are told'), restCovered()],
    unprotectedMsMax: FOUND_MS,
  },
  {
    name: 'coins-locked-outside',
    done: 'the stop is cancelled by hand, and the exchange locks half of the coins for another product',
    faults: () => [
      { fault: 'manual-cancel', symbol },
      { fault: 'external-lock', asset: 'BTC', quantity: '0.006' },
    ],
    fires: ['manual-cancel', 'external-lock'],
    wants: [told('unprotected-', 'told that coins are without a stop')],
    unprotectedMsMax: 10 * MINUTE_MS,
  },
];

function stepsHeld(stage: DrillStage): string {
  return stage.watch.held(symbol).toDecimalPlaces(5, 1).toFixed();
}

function ownersOrdersLeft(count: number): DrillWant {
  return wanted("the owner's order is untouched", (stage) => {
    return stage.account.openOrders.filter((order) => !stage.watch.isOwn(order)).length === count;
  });
}

/** What the bot wants to sell is what it bought, whatever else lies on the account. */
function stopSellsOwnAlone(): DrillWant {
  return wanted("the stop sells the bot's coins alone", (stage) => {
    return stage.stops().reduce((sum, { quantity }) => sum + quantity.toNumber(), 0) <= stage.watch.owned(symbol).toNumber();
  });
}

function bookUntouched(): DrillWant {
  return wanted('the book does not move', (stage) => stage.facts('drift-found').length === 0);
}

/** As much as is still there is covered, as far as it can be. */
function restCovered(): DrillWant {
  return wanted('what is left is covered', (stage) => {
    stage.watch.refresh();
    return !stage.watch.isNaked(symbol);
  });
}

/** Commissions are taken from BNB until there is none. */
const feeCoinRunsOut: DrillScenario = {
  name: 'fee-coin-runs-out',
  done: 'commissions are paid in BNB, which suffices for the purchase and not for the sale',
  wants: [entries(1), soldOut(), allClear()],
  fires: ['paid-in-bnb', 'paid-in-quote'],
  world: { balances: { USDT: '30000', BNB: '0.002' }, fees: { ...DEFAULT_FEES, paidIn: 'bnb' } },
  settings: { symbols: '[BTCUSDT, BNBUSDT]' },
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 5 * SECOND_MS,
  async play(stage) {
    await stage.startWithPosition();
    stage.close();
    await stage.until(() => stage.account.openOrders.length === 0 && stage.watch.held(symbol).isZero(), MINUTE_MS);
    for (const { fee } of stage.account.tradesOf(symbol)) stage.mark(fee.asset === 'BNB' ? 'paid-in-bnb' : 'paid-in-quote');
  },
};

export const accountScenarios: readonly DrillScenario[] = [...DOINGS.map(byHand), feeCoinRunsOut];
