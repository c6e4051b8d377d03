import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, decimalText, fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { LimitDefinition } from '../../src/domain/limit-definition.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { RiskVerdict } from '../../src/domain/risk-verdict.ts';
import { HOUR_MS } from '../../src/domain/time.ts';
import { SIZE_STEPS } from '../../src/domain/trade-signal.ts';
import type { EntryTerms } from '../../src/risk/candidate.ts';
import { DEFAULT_RISK_LIMITS, type LimitKey, RISK_LIMITS, type RiskLimits } from '../../src/risk/limits.ts';
import { RiskManager } from '../../src/risk/risk-manager.ts';
import type { RiskSituation } from '../../src/risk/risk-situation.ts';
import { aClose, aMark, anInstrument, anOpen, aPosition, aSituation, NOW } from '../risk/situation.ts';

const manager = new RiskManager();
const RUNS = 300;
const RUNS_PER_LIMIT = 60;

function definitionOf(key: LimitKey): LimitDefinition {
  const definition = RISK_LIMITS.find((limit) => limit.key === key);
  if (definition === undefined) throw new Error(`there is no limit ${key}`);
  return definition;
}

/** The usual value nearly always, so that verdicts of both kinds are frequent. */
function mostly<Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** A limit's value anywhere in its compiled range. */
function limitValue(key: LimitKey): fc.Arbitrary<number> {
  const { floor, ceiling, unit } = definitionOf(key);
  return fc.integer({ min: 0, max: 1000 }).map((share) => {
    const value = floor + ((ceiling - floor) * share) / 1000;
    return unit === 'count' ? Math.round(value) : Number(value.toFixed(6));
  });
}

/** Up to two limits somewhere in their ranges, the others at their defaults. */
const limits: fc.Arbitrary<Partial<RiskLimits>> = fc
  .subarray(
    RISK_LIMITS.map((limit) => limit.key),
    { maxLength: 2 },
  )
  .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, limitValue(key)]))));

const instrument = fc.record({
  stepSize: mostly('0.00001', '0.001', '0.1', '1').map(quantity),
  notionalMin: fc.constantFrom(0, 5, 550, 1150).map(quoteAmount),
  sellPriceFractionMin: mostly('0.2', '0.8', '0.93').map(fraction),
  marketQuantityMax: mostly(0, 13, 20, 5000).map(quantity),
});

const situation: fc.Arbitrary<RiskSituation> = fc
  .record({
    limits,
    instrument,
    equity: mostly(10_000, 150, 2_000, 20_000),
    lossOfDay: mostly(0, 0.01, 0.04),
    cashShare: mostly(1, 0.5, 0.15),
    heldQuantity: mostly(0, 1, 12),
    reserved: mostly(0, 900),
    entriesToday: mostly(0, 3, 9, 10),
    stopHitHoursAgo: mostly<number | null>(null, 2, 30),
    paidIn: fc.constantFrom('received' as const, 'quote' as const, 'bnb' as const),
    mark: fc.integer({ min: 9_940, max: 10_060 }).map((cents) => decimalText(price(cents).div(100))),
  })
  .map((facts) => {
    const equity = quoteAmount(facts.equity);
    const symbol: MarketSymbol = 'BTCUSDT';
    return aSituation({
      limits: { ...DEFAULT_RISK_LIMITS, ...facts.limits },
      equity,
      dayStartEquity: quoteAmount(equity.div(1 - facts.lossOfDay)),
      peakEquity: quoteAmount(equity.div(1 - facts.lossOfDay)),
      cash: decimalText(quoteAmount(equity.times(facts.cashShare))),
      positions: facts.heldQuantity === 0 ? [] : [aPosition(symbol, { quantity: facts.heldQuantity, cost: 101 })],
      reservedEntries: facts.reserved === 0 ? [] : [{ symbol: 'ETHUSDT', quoteAmount: quoteAmount(facts.reserved) }],
      entriesToday: facts.entriesToday,
      lastStopHitAt: facts.stopHitHoursAgo === null ? new Map() : new Map([[symbol, NOW - facts.stopHitHoursAgo * HOUR_MS]]),
      fees: { ...aSituation().fees, paidIn: facts.paidIn },
      instruments: new Map([[symbol, anInstrument(facts.instrument)]]),
      marks: new Map([[symbol, aMark(symbol, facts.mark)]]),
    });
  });

const open = fc
  .record({
    sizeStep: fc.constantFrom(...SIZE_STEPS),
    stopCents: fc.integer({ min: 8400, max: 9950 }),
    confidenceFraction: fc.constantFrom(0.2, 0.6, 1),
  })
  .map(({ sizeStep, stopCents, confidenceFraction }) =>
    anOpen({ sizeStep, confidenceFraction, stopPrice: price(price(stopCents).div(100)) }),
  );

/** A situation, and the same one with a limit moved towards its stricter end. */
function tightening(key: LimitKey): fc.Arbitrary<{ readonly loose: RiskSituation; readonly strict: RiskSituation }> {
  const { floor, ceiling, stricter, unit } = definitionOf(key);
  const bound = stricter === 'lower' ? floor : ceiling;
  return fc.tuple(situation, fc.integer({ min: 1, max: 10 })).map(([loose, tenths]) => {
    const moved = loose.limits[key] + ((bound - loose.limits[key]) * tenths) / 10;
    const value = unit === 'count' ? Math[stricter === 'lower' ? 'floor' : 'ceil'](moved) : moved;
    return { loose, strict: { ...loose, limits: { ...loose.limits, [key]: value } } };
  });
}

const STRICTNESS = { approved: 0, 'needs-confirmation': 1, refused: 2 } as const;

function entryOf(verdict: RiskVerdict): EntryTerms | null {
  return verdict.tag !== 'refused' && verdict.trade.purpose === 'entry' ? verdict.trade : null;
}

function expectNotLooser(stricter: RiskVerdict, looser: RiskVerdict): void {
  expect(STRICTNESS[stricter.tag]).toBeGreaterThanOrEqual(STRICTNESS[looser.tag]);
  const [small, large] = [entryOf(stricter), entryOf(looser)];
  if (small === null || large === null) return;
  expect(small.quantity.lte(large.quantity)).toBe(true);
  expect(small.priceMax.lte(large.priceMax)).toBe(true);
}

/** Limits that the size of a wish is made of: stricter ones make a smaller wish, which may pass where the larger did not. */
const SIZING_LIMITS: readonly LimitKey[] = ['positionFractionMax', 'slippageAllowanceFraction'];
const KEYS = RISK_LIMITS.map((limit) => limit.key);

describe('a stricter limit', () => {
  it.each(KEYS.filter((key) => !SIZING_LIMITS.includes(key)))(
    '%s never turns a refusal into an approval, asks less, or enlarges the trade that a signal gets',
    (key) => {
      fc.assert(
        fc.property(tightening(key), open, ({ loose, strict }, signal) => {
          expectNotLooser(manager.assess(signal, strict), manager.assess(signal, loose));
        }),
        { numRuns: RUNS_PER_LIMIT },
      );
    },
  );

  it.each(KEYS)('%s never turns a refusal into an approval or enlarges the trade when exact terms are judged again', (key) => {
    const quantities = fc.integer({ min: 1, max: 3000 }).map((hundredths) => quantity(quantity(hundredths).div(100)));
    fc.assert(
      fc.property(tightening(key), open, quantities, ({ loose, strict }, signal, size) => {
        const terms: EntryTerms = {
          purpose: 'entry',
          symbol: 'BTCUSDT',
          quantity: size,
          referencePrice: price(100),
          priceMax: price('100.5'),
          stopPrice: signal.stopPrice,
          targetPrice: null,
        };
        const again = (facts: RiskSituation) => manager.reassess(terms, { signal, situation: facts, portion: 1 });
        expectNotLooser(again(strict), again(loose));
      }),
      { numRuns: RUNS_PER_LIMIT },
    );
  });

  it.each(SIZING_LIMITS)('%s never makes a larger wish', (key) => {
    const unguarded = new RiskManager({ rules: [] });
    fc.assert(
      fc.property(tightening(key), open, ({ loose, strict }, signal) => {
        const [small, large] = [entryOf(unguarded.assess(signal, strict)), entryOf(unguarded.assess(signal, loose))];
        expect(small !== null && large !== null && small.quantity.lte(large.quantity)).toBe(true);
      }),
      { numRuns: RUNS_PER_LIMIT },
    );
  });
});

describe('an approved entry', () => {
  it('has a stop that the exchange takes after the commission, at any fill within the collar', () => {
    fc.assert(
      fc.property(situation, open, fc.integer({ min: 0, max: 10 }), (facts, signal, tenths) => {
        const terms = entryOf(manager.assess(signal, facts));
        fc.pre(terms !== null);
        if (terms === null) return;
        const market = facts.instruments.get(terms.symbol);
        const filledAt = price(terms.referencePrice.plus(terms.priceMax.minus(terms.referencePrice).times(tenths).div(10)));
        const commission = facts.fees.paidIn === 'quote' ? quantity(0) : quantity(terms.quantity.times(facts.fees.takerFraction));
        const bought = quantity(terms.quantity.minus(commission));
        const held = facts.book.positions[0]?.quantity ?? quantity(0);
        const after: RiskSituation = {
          ...facts,
          book: {
            ...facts.book,
            positions: [
              aPosition(terms.symbol, { quantity: decimalText(quantity(held.plus(bought))), cost: decimalText(filledAt) }),
            ],
          },
          marks: new Map([[terms.symbol, aMark(terms.symbol, decimalText(filledAt))]]),
        };
        const verdict = manager.approveStop({ symbol: terms.symbol, quantity: bought, stopPrice: terms.stopPrice }, after);
        expect(verdict.tag).toBe('approved');
        if (verdict.tag !== 'approved' || market === undefined) return;
        expect(verdict.trade.quantity.gte(market.quantityMin)).toBe(true);
        expect(verdict.trade.quantity.times(terms.stopPrice).gte(market.notionalMin)).toBe(true);
        expect(terms.stopPrice.gte(filledAt.times(market.sellPriceFractionMin))).toBe(true);
        expect(market.marketQuantityMax.isZero() || verdict.trade.quantity.lte(market.marketQuantityMax)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps the position, the exposure and the cash within their limits at the dearest fill that it allows', () => {
    fc.assert(
      fc.property(situation, open, (facts, signal) => {
        const terms = entryOf(manager.assess(signal, facts));
        fc.pre(terms !== null);
        if (terms === null) return;
        const paid = terms.quantity.times(terms.priceMax);
        const reserved = facts.reservedEntries.map((entry) => entry.quoteAmount).reduce(add, quoteAmount(0));
        expect(paid.lte(facts.equity.times(facts.limits.positionFractionMax))).toBe(true);
        expect(facts.book.cash.minus(reserved).minus(paid).gte(facts.equity.times(facts.limits.cashReserveFractionMin))).toBe(
          true,
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the maximum that a refusal names', () => {
  it('really passes: the size step as a signal, the amount as terms', () => {
    fc.assert(
      fc.property(situation, open, (facts, signal) => {
        const verdict = manager.assess(signal, facts);
        fc.pre(verdict.tag === 'refused' && verdict.maximum !== null);
        if (verdict.tag !== 'refused' || verdict.maximum === null) return;
        const { quoteAmount: most, sizeStep } = verdict.maximum;
        if (sizeStep !== null) {
          const terms = entryOf(manager.assess({ ...signal, sizeStep }, facts));
          expect(terms?.quantity.times(terms.referencePrice).lte(most)).toBe(true);
        }
        const mark = facts.marks.get('BTCUSDT')?.price ?? price(0);
        const terms: EntryTerms = {
          purpose: 'entry',
          symbol: 'BTCUSDT',
          quantity: quantity(most.div(mark)),
          referencePrice: mark,
          priceMax: price(mark.times('1.005').toDecimalPlaces(2, 1)),
          stopPrice: signal.stopPrice,
          targetPrice: null,
        };
        expect(manager.reassess(terms, { signal, situation: facts, portion: 1 }).tag).toBe('approved');
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a close', () => {
  it('is never blocked by a limit', () => {
    fc.assert(
      fc.property(situation, fc.constantFrom(...SIZE_STEPS), (facts, sizeStep) => {
        const holding: RiskSituation = {
          ...facts,
          book: { ...facts.book, positions: [aPosition('BTCUSDT', { quantity: 200 })] },
          control: 'reducing',
        };
        expect(manager.assess(aClose({ sizeStep }), holding).tag).toBe('approved');
      }),
      { numRuns: RUNS },
    );
  });
});
