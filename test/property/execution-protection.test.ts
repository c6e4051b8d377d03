import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  Decimal,
  floorToStep,
  fraction,
  price,
  type Quantity,
  quantity,
  subtract,
  ZERO_QUANTITY,
} from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import {
  decideProtection,
  type LiveStop,
  type ProtectionDecision,
  type ProtectionInput,
} from '../../src/execution/decide-protection.ts';
import { planOrder } from '../../src/execution/plan-order.ts';
import { BTC, MARK, planInput, positionOf, stopTrade } from '../execution/execution-fixtures.ts';

const ROUNDS_MAX = 20;

const amounts = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((units) => new Decimal(units).div(1_000_000).toFixed()),
  fc.integer({ min: 0, max: 30_000_000 }).map((units) => new Decimal(units).div(1_000_000).toFixed()),
);
const stopPrices = fc.constantFrom('30000', '39000', '40000', '40000.01', '41000', '43000');

const worlds = fc.record({
  held: amounts,
  stops: fc.array(fc.record({ quantity: amounts, stopPrice: stopPrices }), { maxLength: 6 }),
  desired: fc.option(stopPrices, { nil: null }),
  free: fc.option(amounts, { nil: null }),
  marketQuantityMax: fc.constantFrom('0', '100', '7'),
  stopOrdersMax: fc.constantFrom(0, 5, 1),
  sellPriceFractionMin: fc.constantFrom('0.2', '0.95'),
  onlyStopLimit: fc.boolean(),
});

/** An account as the decisions see it; each action changes it as the exchange and the books would. */
class World {
  readonly instrument: Instrument;
  readonly #desired: string | null;
  readonly #lockedElsewhere: Quantity | null;
  held: Quantity;
  stops: LiveStop[];
  #placed = 0;

  constructor(given: typeof worlds extends fc.Arbitrary<infer Value> ? Value : never) {
    this.instrument = {
      ...BTC,
      orderTypes: given.onlyStopLimit ? ['market', 'limit', 'stop-loss-limit'] : BTC.orderTypes,
      marketQuantityMax: quantity(given.marketQuantityMax),
      stopOrdersMax: given.stopOrdersMax,
      sellPriceFractionMin: fraction(given.sellPriceFractionMin),
    };
    this.#desired = given.desired;
    this.held = quantity(given.held);
    this.stops = given.stops
      .filter((stop) => Number(stop.quantity) > 0)
      .map((stop, index) => ({
        clientOrderId: `old-${index}`,
        remainingQuantity: floorToStep(quantity(stop.quantity), BTC.stepSize),
        stopPrice: price(stop.stopPrice),
      }));
    const owned = given.free === null ? null : add(quantity(given.free), this.covered());
    this.#lockedElsewhere = owned === null || owned.gte(this.held) ? null : subtract(this.held, owned);
  }

  covered(): Quantity {
    return this.stops.reduce((sum, stop) => add(sum, stop.remainingQuantity), ZERO_QUANTITY);
  }

  sellable(): Quantity {
    return floorToStep(subtract(this.held, this.#lockedElsewhere ?? ZERO_QUANTITY), this.instrument.stepSize);
  }

  input(): ProtectionInput {
    const free =
      this.#lockedElsewhere === null
        ? null
        : quantity(Decimal.max(0, this.held.minus(this.#lockedElsewhere).minus(this.covered())));
    return {
      position: this.held.isZero() ? null : positionOf(this.held),
      liveStops: this.stops,
      sellsInDoubt: [],
      instrument: this.instrument,
      freeQuantity: free,
      mark: MARK,
      desiredStopPrice: this.#desired === null ? null : price(this.#desired),
      fallbackStopFraction: fraction('0.05'),
    };
  }

  act(decision: ProtectionDecision): void {
    switch (decision.tag) {
      case 'place':
        this.#place(decision);
        break;
      case 'replace':
      case 'cancel':
        this.#cancel(decision.cancel);
        break;
      case 'exit-at-market':
        if (decision.cancel.length > 0) this.#cancel(decision.cancel);
        else this.#sell(decision.quantity);
        break;
      default:
        throw new Error(`nothing to do for ${decision.tag}`);
    }
  }

  #sell(sold: Quantity): void {
    expect(sold.lte(this.held)).toBe(true);
    this.held = subtract(this.held, sold);
  }

  #place(stop: { readonly quantity: Quantity; readonly stopPrice: LiveStop['stopPrice'] }): void {
    const plan = planOrder(planInput(stopTrade(stop), { instrument: this.instrument, mark: MARK }));
    expect(plan.tag).toBe('planned');
    expect(stop.stopPrice.lt(MARK)).toBe(true);
    this.#placed += 1;
    this.stops.push({ clientOrderId: `new-${this.#placed}`, remainingQuantity: stop.quantity, stopPrice: stop.stopPrice });
    expect(this.covered().lte(this.held)).toBe(true);
    expect(this.instrument.stopOrdersMax === 0 || this.stops.length <= this.instrument.stopOrdersMax).toBe(true);
  }

  #cancel(ids: readonly string[]): void {
    expect(ids.length).toBeGreaterThan(0);
    this.stops = this.stops.filter((stop) => !ids.includes(stop.clientOrderId));
  }
}

function isAtRest(decision: ProtectionDecision): boolean {
  return decision.tag === 'none' || decision.tag === 'unprotectable';
}

function settle(world: World): { readonly decision: ProtectionDecision; readonly rounds: number } {
  for (let rounds = 0; rounds <= ROUNDS_MAX; rounds += 1) {
    const decision = decideProtection(world.input());
    if (isAtRest(decision)) return { decision, rounds };
    world.act(decision);
  }
  throw new Error(`no rest after ${ROUNDS_MAX} rounds`);
}

describe('decideProtection, applied until it rests', () => {
  it('covers exactly what can be sold, from any stops, or says how much it cannot', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const world = new World(given);
        const { decision } = settle(world);
        expect(world.covered().lte(world.held)).toBe(true);
        if (decision.tag === 'none')
          expect(world.covered().toFixed()).toBe(world.held.isZero() ? '0' : world.sellable().toFixed());
        if (decision.tag === 'unprotectable' && decision.why === 'coins-locked') {
          expect(world.covered().toFixed()).toBe(world.sellable().toFixed());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does nothing more once it rests', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const world = new World(given);
        const { decision } = settle(world);
        expect(settle(world)).toEqual({ decision, rounds: 0 });
      }),
    );
  });

  it('leaves nothing unprotected that the market would take', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const world = new World({ ...given, free: null, marketQuantityMax: '0', stopOrdersMax: 5 });
        const { decision } = settle(world);
        if (decision.tag !== 'unprotectable') return;
        expect(decision.why).toBe('dust');
        expect(world.held.times(38_000).lt(5)).toBe(true);
      }),
    );
  });
});
