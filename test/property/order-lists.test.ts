import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordersOfList } from '../../src/domain/order-list.ts';
import { rigOf, run, scenarioArbitrary, snapshotOf, sum } from './exchange-scenario.ts';
import { receivedBy, SeenLists } from './listed-orders.ts';

const RUNS = { numRuns: 80 };

describe('any sequence of commands and candles, with lists of orders in it', () => {
  it('sells through the exits of an entry at most what it received, and through one of them only', async () => {
    let [bought, sold] = [0, 0];
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        const lists = new SeenLists();
        for (const command of scenario.commands) lists.see(command, await run(rig, command));
        const { fills } = await snapshotOf(rig);
        for (const { entry, exits } of lists.all) {
          const sales = exits.map((exit) => fills.filter((fill) => fill.exchangeOrderId === exit));
          expect(sales.filter((ofExit) => ofExit.length > 0).length).toBeLessThanOrEqual(1);
          if (sales.some((ofExit) => ofExit.length > 0)) sold += 1;
          if (entry === null) continue;
          const received = receivedBy(entry, fills);
          if (!received.isZero()) bought += 1;
          expect(sum(sales.flat().map((fill) => fill.quantity)).lte(received)).toBe(true);
        }
      }),
      RUNS,
    );
    expect(Math.min(bought, sold)).toBeGreaterThan(0);
  });

  it('keeps an exit pending exactly as long as its entry is open', async () => {
    let pending = 0;
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        const lists = new SeenLists();
        for (const command of scenario.commands) {
          lists.see(command, await run(rig, command));
          const { openOrders } = await snapshotOf(rig);
          const open = new Map(openOrders.map((report) => [report.exchangeOrderId, report]));
          for (const { entry, exits } of lists.all) {
            const isEntryOpen = entry !== null && open.has(entry);
            if (isEntryOpen) pending += 1;
            const statuses = exits.map((exit) => open.get(exit)?.status ?? 'ended');
            expect(statuses.every((status) => (status === 'pending') === isEntryOpen)).toBe(true);
          }
        }
      }),
      RUNS,
    );
    expect(pending).toBeGreaterThan(0);
  });

  it('takes a list whole or leaves no trace of it', async () => {
    let [taken, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(scenarioArbitrary, async (scenario) => {
        const rig = rigOf(scenario);
        for (const command of scenario.commands) {
          const before = { ...(await snapshotOf(rig)), records: rig.store.records.length };
          const result = await run(rig, command);
          if (command.kind !== 'place-list' || result === null || !('tag' in result)) continue;
          if (result.tag !== 'accepted' || !('reports' in result)) {
            refused += 1;
            expect({ ...(await snapshotOf(rig)), records: rig.store.records.length }).toEqual(before);
            continue;
          }
          taken += 1;
          expect(result.reports.map((report) => report.clientOrderId)).toEqual(
            ordersOfList(command.list).map((order) => order.clientOrderId),
          );
        }
      }),
      RUNS,
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(0);
  });
});
