import { describe, expect, it } from 'vitest';
import type { DrillScenario } from '../../src/app/drill/drill-scenario.ts';
import { drillScenarios } from '../../src/app/drill/drill-scenarios.ts';
import { runDrill } from '../../src/app/drill/run-drill.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { changedExchange } from '../support/changed-exchange.ts';
import { probesOnceThenResends, REFUSED, retriesWithTheSameId } from '../support/planted-exchanges.ts';

const SEED = 1;

function named(name: string): DrillScenario {
  const found = drillScenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return found;
}

async function play(scenario: DrillScenario) {
  const [row] = await runDrill([scenario], { seed: SEED });
  if (row === undefined) throw new Error('the drill has no row');
  return row;
}

function changed(scenario: DrillScenario, exchangeThrough: (exchange: Exchange) => Exchange): DrillScenario {
  return { ...scenario, world: { ...scenario.world, exchangeThrough } };
}

describe('the scenarios of the drill', () => {
  it('are at least forty, each with a name of its own', () => {
    const names = drillScenarios.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(drillScenarios.map(({ name, wants, fires, done }) => ({ name, wants, fires, done })))(
    'say what is wanted and what must take effect: $name',
    ({ name, wants, fires, done }) => {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(wants.length).toBeGreaterThan(0);
      expect(fires.length).toBeGreaterThan(0);
      expect(done.length).toBeGreaterThan(10);
    },
  );
});

describe('a scenario of the drill', { timeout: 60_000 }, () => {
  it('is the same row each time on the same seed', async () => {
    const [first, second] = [await play(named('killed-before-stop')), await play(named('killed-before-stop'))];
    expect(first).toEqual(second);
    expect(first).toMatchObject({ survived: true, failures: [] });
    expect(first.unprotectedMs).toBeGreaterThan(20_000);
  });

  it('fails when its fault takes no effect', async () => {
    const row = await play({ ...named('owner-cancels-stop'), fires: ['manual-cancel', 'thin-book'] });
    expect(row).toMatchObject({ survived: false, failures: ['thin-book takes effect'] });
  });

  it('fails when coins lie without a stop for longer than they may', async () => {
    const row = await play({ ...named('maintenance-drops-stops'), unprotectedMsMax: 0 });
    expect(row.failures).toEqual([expect.stringMatching(/^unprotected for at most 0 s, not \d/)]);
  });

  it('finds a bot that sends an order again that was not answered', async () => {
    const row = await play(changed(named('entry-reply-lost'), retriesWithTheSameId));
    expect(row.survived).toBe(false);
    expect(row.failures).toContain('each order leaves once');
  });

  it('finds a bot that buys and places no stop', async () => {
    const noStops = (exchange: Exchange) =>
      changedExchange(exchange, {
        place: (request) => (request.order.type.startsWith('stop-loss') ? Promise.resolve(REFUSED) : exchange.place(request)),
        placeList: () => Promise.resolve(REFUSED),
      });
    const row = await play(changed(named('killed-before-protect'), noStops));
    expect(row.survived).toBe(false);
    expect(row.failures).toContain('BTC held with its stop');
  });

  it('finds a bot that looks for an order once and sends it anew when it is not there yet', async () => {
    const row = await play(changed(named('entry-admitted-late'), probesOnceThenResends));
    expect(row.survived).toBe(false);
    expect(row.failures).toContain('each order leaves once');
  });
});
