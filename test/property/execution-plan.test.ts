import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, fitsStep, floorToStep, fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { OrderType } from '../../src/domain/order.ts';
import { findBrokenFilter } from '../../src/execution/check-filters.ts';
import type { OrderTerms } from '../../src/execution/plan-exits.ts';
import { planOrder } from '../../src/execution/plan-order.ts';
import { BTC, planInput } from '../execution/execution-fixtures.ts';
import { approveForTest } from '../support/approve-for-test.ts';

const power = (most: number) => fc.integer({ min: 0, max: most }).map((exponent) => new Decimal(10).pow(-exponent).toFixed());
const amount = (units: number, places: number) =>
  fc.integer({ min: 1, max: units }).map((value) => new Decimal(value).div(10 ** places).toFixed());

const instruments: fc.Arbitrary<Instrument> = fc
  .record({
    tick: fc.oneof(power(6), fc.constant('0'), fc.constant('0.5')),
    step: fc.oneof(power(6), fc.constant('0'), fc.constant('0.003')),
    notionalMin: amount(2_000, 2),
    marketQuantityMax: fc.oneof(fc.constant('0'), amount(10_000, 2)),
    range: fc.constantFrom(['0.2', '5'] as const, ['0.9', '1.1'] as const),
    stopTypes: fc.constantFrom<readonly OrderType[]>(['stop-loss', 'stop-loss-limit'], ['stop-loss-limit']),
  })
  .map(({ tick, step, notionalMin, marketQuantityMax, range, stopTypes }) => ({
    ...BTC,
    orderTypes: ['market', 'limit', ...stopTypes] satisfies OrderType[],
    tickSize: price(tick),
    stepSize: quantity(step),
    notionalMin: quoteAmount(notionalMin),
    marketQuantityMax: quantity(marketQuantityMax),
    buyPriceFractionMin: fraction(range[0]),
    sellPriceFractionMin: fraction(range[0]),
    buyPriceFractionMax: fraction(range[1]),
    sellPriceFractionMax: fraction(range[1]),
  }));

const cases = fc.record({
  instrument: instruments,
  mark: amount(10_000_000, 4),
  quantity: amount(100_000_000, 7),
  collar: fc.integer({ min: 9_900, max: 10_300 }).map((value) => value / 10_000),
  stopShare: fc.integer({ min: 1_000, max: 9_999 }).map((value) => value / 10_000),
  purpose: fc.constantFrom('entry', 'exit', 'stop'),
  entryKind: fc.constantFrom('market', 'collared-limit'),
});

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function termsOf(given: Case): OrderTerms {
  const mark = price(given.mark);
  const common = { symbol: BTC.symbol, quantity: quantity(given.quantity) };
  const stopPrice = price(mark.times(given.stopShare));
  switch (given.purpose) {
    case 'entry':
      return {
        ...common,
        purpose: 'entry',
        referencePrice: mark,
        priceMax: price(mark.times(given.collar)),
        stopPrice,
        targetPrice: null,
      };
    case 'exit':
      return { ...common, purpose: 'exit', referencePrice: mark };
    case 'stop':
      return { ...common, purpose: 'stop', stopPrice };
  }
}

function plan(given: Case) {
  const terms = termsOf(given);
  const mark = price(given.mark);
  const { instrument, entryKind } = given;
  return { terms, mark, result: planOrder(planInput(approveForTest(terms), { instrument, mark, entryKind })) };
}

describe('planOrder, for any trade on any market', () => {
  it('never buys or sells more than was approved, and loses less than a step of it', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { terms, result } = plan(given);
        if (result.tag === 'unplaceable') return;
        const planned = result.order.intent.request.order.quantity;
        expect(planned.lte(terms.quantity)).toBe(true);
        expect(planned.eq(floorToStep(terms.quantity, given.instrument.stepSize))).toBe(true);
      }),
    );
  });

  it('never pays more than was approved, and never sells later than was approved', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { terms, mark, result } = plan(given);
        if (result.tag === 'unplaceable') return;
        const { order } = result.order.intent.request;
        if (terms.purpose === 'entry') expect(('price' in order ? order.price : mark).lte(terms.priceMax)).toBe(true);
        if (terms.purpose === 'stop') expect('stopPrice' in order && order.stopPrice.gte(terms.stopPrice)).toBe(true);
        expect(order.side).toBe(terms.purpose === 'entry' ? 'buy' : 'sell');
      }),
    );
  });

  it('plans only what the market accepts, on its steps and ticks', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { mark, result } = plan(given);
        if (result.tag === 'unplaceable') return;
        const { instrument } = given;
        const request = result.order.intent.request.order;
        expect(findBrokenFilter({ request, instrument, mark })).toBeNull();
        expect(fitsStep(request.quantity, instrument.stepSize)).toBe(true);
        if ('price' in request) expect(fitsStep(request.price, instrument.tickSize)).toBe(true);
        if ('stopPrice' in request) expect(fitsStep(request.stopPrice, instrument.tickSize)).toBe(true);
        expect(request.quantity.toFixed()).toMatch(/^\d{1,20}(\.\d{1,20})?$/);
      }),
    );
  });

  it('places at least half of what it is given here, so that the properties above are not empty', () => {
    const sample = fc.sample(cases, { numRuns: 200, seed: 7 });
    const placed = sample.filter((given) => plan(given).result.tag === 'planned');
    expect(placed.length).toBeGreaterThan(60);
  });
});
