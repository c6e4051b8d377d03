import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBrokenFilter } from '../../src/execution/check-filters.ts';
import { type PlanResult, planOrder } from '../../src/execution/plan-order.ts';
import { approveForTest } from '../support/approve-for-test.ts';
import { arbitraryMarkets, type JudgedMarket } from './filters/arbitrary-markets.ts';
import { arbitraryOrders, arbitraryTerms } from './filters/arbitrary-orders.ts';
import { capturedMarkets } from './filters/captured-markets.ts';
import { type JudgedOrder, simulatorRefusal, venueRefusal } from './filters/venue-judgement.ts';

const RUNS = 2_000;
const folder = process.env['STEWARD_CANDLES'] ?? '';

type Planned = ReturnType<typeof arbitraryTerms> extends fc.Arbitrary<infer Value> ? Value : never;

function plan({ market, mark, terms, entryKind }: Planned): PlanResult {
  return planOrder({
    trade: approveForTest(terms),
    instrument: market.instrument,
    mark,
    entryKind,
    clientOrderId: 'stw-P1-ADAUSDT-e1-1',
    reason: 'signal',
    proposalId: null,
    sessionId: null,
  });
}

function plannedOrder(given: Planned): JudgedOrder | null {
  const result = plan(given);
  const { market, mark } = given;
  return result.tag === 'planned' ? { ...market, mark, request: result.order.intent.request.order } : null;
}

/** In words, so that a counterexample can be read. */
function judgements(order: JudgedOrder) {
  return {
    ours: findBrokenFilter(order)?.filter ?? null,
    simulator: simulatorRefusal(order)?.message ?? null,
    venue: venueRefusal(order)?.message ?? null,
  };
}

function describeMarkets(name: string, others: () => readonly JudgedMarket[] | undefined = () => undefined): void {
  describe(`the client's filters beside those of the exchange, ${name}`, () => {
    it('plan only what both engines accept', () => {
      fc.assert(
        fc.property(arbitraryTerms(arbitraryMarkets(others())), (given) => {
          const order = plannedOrder(given);
          if (order === null) return;
          expect(judgements(order)).toEqual({ ours: null, simulator: null, venue: null });
        }),
        { numRuns: RUNS },
      );
    });

    it('never find a step missed in what was rounded for them', () => {
      fc.assert(
        fc.property(arbitraryTerms(arbitraryMarkets(others())), (given) => {
          const result = plan(given);
          if (result.tag === 'unplaceable') expect(['step-size', 'tick-size']).not.toContain(result.filter);
        }),
        { numRuns: RUNS },
      );
    });

    it('refuse whatever one of the engines refuses', () => {
      fc.assert(
        fc.property(arbitraryOrders(arbitraryMarkets(others())), (order) => {
          const { ours, simulator, venue } = judgements(order);
          if (ours === null) expect({ simulator, venue }).toEqual({ simulator: null, venue: null });
        }),
        { numRuns: RUNS },
      );
    });

    it('refuse what both engines accept only where a triggered order would be judged again', () => {
      fc.assert(
        fc.property(arbitraryOrders(arbitraryMarkets(others())), (order) => {
          const { ours, simulator, venue } = judgements(order);
          if (ours === null || simulator !== null || venue !== null) return;
          expect('price' in order.request, `${ours} of a ${order.request.type}`).toBe(false);
          expect(['quantity-max', 'notional-max']).toContain(ours);
        }),
        { numRuns: RUNS },
      );
    });
  });
}

describeMarkets('on any market');
describe.skipIf(folder === '')('with STEWARD_CANDLES', () => {
  describeMarkets('on the markets of the captures', () => capturedMarkets(folder));
});

describe('the orders that are compared', () => {
  const orders = fc.sample(arbitraryOrders(arbitraryMarkets()), { numRuns: 3_000, seed: 11 }).map(judgements);
  const seen = (side: 'simulator' | 'venue') => new Set(orders.map((judged) => judged[side]));

  it('meet every filter of the simulator', () => {
    expect([...seen('simulator')]).toEqual(
      expect.arrayContaining(
        ['PRICE_FILTER', 'PERCENT_PRICE_BY_SIDE', 'LOT_SIZE', 'MARKET_LOT_SIZE', 'NOTIONAL'].map(
          (name) => `Filter failure: ${name}`,
        ),
      ),
    );
  });

  it('meet every filter of the venue that our orders can break', () => {
    expect([...seen('venue')]).toEqual(
      expect.arrayContaining(
        ['PRICE_FILTER', 'PERCENT_PRICE_BY_SIDE', 'LOT_SIZE', 'MARKET_LOT_SIZE', 'NOTIONAL'].map(
          (name) => `Filter failure: ${name}`,
        ),
      ),
    );
  });

  it('are accepted by all three often enough', () => {
    const accepted = orders.filter(({ ours, simulator, venue }) => ours === null && simulator === null && venue === null);
    expect(accepted.length).toBeGreaterThan(300);
  });

  it('are planned often enough', () => {
    const planned = fc.sample(arbitraryTerms(arbitraryMarkets()), { numRuns: 1_000, seed: 11 }).map(plannedOrder);
    expect(planned.filter((order) => order !== null).length).toBeGreaterThan(200);
  });
});
