import { describe, expect, it } from 'vitest';
import { fraction, price, quoteAmount } from '../../src/domain/decimal.ts';
import type { RiskReasonCode, RiskVerdict } from '../../src/domain/risk-verdict.ts';
import { HOUR_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import type { LimitKey } from '../../src/risk/limits.ts';
import { RiskManager } from '../../src/risk/risk-manager.ts';
import type { RiskSituation } from '../../src/risk/risk-situation.ts';
import { aMark, anOpen, aPosition, aSituation, NOW } from './situation.ts';

interface TrippedLimit {
  readonly key: LimitKey;
  /** What the verdict says beyond the limit. */
  readonly says: RiskReasonCode | 'asks';
  readonly beyond: readonly [TradeSignal, RiskSituation];
  readonly inside: readonly [TradeSignal, RiskSituation];
}

const manager = new RiskManager();
const entry = anOpen();
/** A held symbol in a situation that still leaves room for an entry into another one. */
const held = (value: number, more: Parameters<typeof aSituation>[0] = {}) =>
  aSituation({ positions: [aPosition('ETHUSDT', { quantity: value / 100 })], cash: 10_000 - value, ...more });

/** A loss per unit of 100 × 1.005 × 1.001 − stop × 0.995 × 0.999, on the 12.43781 units of a half step. */
const LOSS_AT_97 = { units: '12.43781', perUnit: 100.5 * 1.001 - 97 * 0.995 * 0.999 };

const CASES: readonly TrippedLimit[] = [
  {
    key: 'positionFractionMax',
    says: 'position-size',
    beyond: [entry, aSituation({ positions: [aPosition('BTCUSDT', { quantity: '12.57' })], cash: 8743 })],
    inside: [entry, aSituation({ positions: [aPosition('BTCUSDT', { quantity: '12.56' })], cash: 8744 })],
  },
  {
    key: 'riskPerTradeFractionMax',
    says: 'risk-per-trade',
    beyond: [anOpen({ stopPrice: price('93.11') }), aSituation()],
    inside: [anOpen({ stopPrice: price('93.12') }), aSituation()],
  },
  {
    key: 'slippageAllowanceFraction',
    says: 'risk-per-trade',
    beyond: [anOpen({ stopPrice: price(97) }), aSituation({ limits: { slippageAllowanceFraction: 0.03 } })],
    inside: [anOpen({ stopPrice: price(97) }), aSituation({ limits: { slippageAllowanceFraction: 0.02 } })],
  },
  {
    key: 'grossExposureFractionMax',
    says: 'gross-exposure',
    beyond: [entry, held(6800)],
    inside: [entry, held(6750)],
  },
  {
    key: 'cashReserveFractionMin',
    says: 'cash-reserve',
    beyond: [entry, aSituation({ cash: '2249.98' })],
    inside: [entry, aSituation({ cash: '2250' })],
  },
  {
    key: 'openPositionsMax',
    says: 'open-positions',
    beyond: [entry, held(100, { limits: { openPositionsMax: 1 } })],
    inside: [entry, held(100, { limits: { openPositionsMax: 2 } })],
  },
  {
    key: 'entriesPerDayMax',
    says: 'entries-per-day',
    beyond: [entry, aSituation({ entriesToday: 10 })],
    inside: [entry, aSituation({ entriesToday: 9 })],
  },
  {
    key: 'dailyLossFractionMax',
    says: 'daily-loss',
    beyond: [entry, aSituation({ equity: quoteAmount(9700) })],
    inside: [entry, aSituation({ equity: quoteAmount('9700.01') })],
  },
  {
    key: 'drawdownFractionMax',
    says: 'drawdown',
    beyond: [entry, aSituation({ equity: quoteAmount(8500), dayStartEquity: quoteAmount(8500) })],
    inside: [entry, aSituation({ equity: quoteAmount('8500.01'), dayStartEquity: quoteAmount(8500) })],
  },
  {
    key: 'cooldownHours',
    says: 'cooldown',
    beyond: [entry, aSituation({ lastStopHitAt: new Map([['BTCUSDT', NOW - 6 * HOUR_MS + 1]]) })],
    inside: [entry, aSituation({ lastStopHitAt: new Map([['BTCUSDT', NOW - 6 * HOUR_MS]]) })],
  },
  {
    key: 'stopDistanceFractionMin',
    says: 'stop-too-near',
    beyond: [anOpen({ stopPrice: price('99.51') }), aSituation()],
    inside: [anOpen({ stopPrice: price('99.50') }), aSituation()],
  },
  {
    key: 'stopDistanceFractionMax',
    says: 'stop-too-far',
    beyond: [anOpen({ stopPrice: price('84.99'), sizeStep: 0.25 }), aSituation({ limits: { riskPerTradeFractionMax: 0.05 } })],
    inside: [anOpen({ stopPrice: price('85'), sizeStep: 0.25 }), aSituation({ limits: { riskPerTradeFractionMax: 0.05 } })],
  },
  {
    key: 'dataAgeSecondsMax',
    says: 'stale-data',
    beyond: [entry, aSituation({ marks: new Map([['BTCUSDT', aMark('BTCUSDT', 100, { at: NOW - 7200 * SECOND_MS - 1 })]]) })],
    inside: [entry, aSituation({ marks: new Map([['BTCUSDT', aMark('BTCUSDT', 100, { at: NOW - 7200 * SECOND_MS })]]) })],
  },
  {
    key: 'confirmAboveQuote',
    says: 'asks',
    beyond: [entry, aSituation({ limits: { confirmAboveQuote: 1243.78 } })],
    inside: [entry, aSituation({ limits: { confirmAboveQuote: 1243.79 } })],
  },
  {
    key: 'confirmAboveFraction',
    says: 'asks',
    beyond: [entry, aSituation({ limits: { confirmAboveFraction: 0.1243 } })],
    inside: [entry, aSituation({ limits: { confirmAboveFraction: 0.1244 } })],
  },
  {
    key: 'confirmBelowConfidenceFraction',
    says: 'asks',
    beyond: [anOpen({ confidenceFraction: 0.49 }), aSituation()],
    inside: [anOpen({ confidenceFraction: 0.5 }), aSituation()],
  },
];

function saying(verdict: RiskVerdict): readonly string[] {
  switch (verdict.tag) {
    case 'refused':
      return verdict.reasons.map((reason) => reason.code);
    case 'needs-confirmation':
      return ['asks'];
    case 'approved':
      return [];
  }
}

describe('each limit', () => {
  it.each(CASES)('$key trips beyond its value, with no other rule speaking', ({ says, beyond }) => {
    expect(saying(manager.assess(...beyond))).toEqual([says]);
  });

  it.each(CASES)('$key passes just inside its value', ({ inside }) => {
    expect(saying(manager.assess(...inside))).toEqual([]);
  });

  describe('of prices that moved since the judgement', () => {
    const situation = aSituation();
    const judged = manager.assess(anOpen({ stopPrice: price(96) }), situation);
    const at = (mark: number | string, limits: Parameters<typeof aSituation>[0] = {}) =>
      judged.tag === 'approved' && judged.trade.purpose === 'entry'
        ? saying(
            manager.reassess(judged.trade, {
              signal: entry,
              situation: aSituation({ marks: new Map([['BTCUSDT', aMark('BTCUSDT', mark)]]), ...limits }),
              portion: 1,
            }),
          )
        : ['not judged'];

    it('priceDriftFractionMax trips on a fall beyond it and passes one just inside', () => {
      expect(at('99.49')).toEqual(['price-drift']);
      expect(at('99.50')).toEqual([]);
    });

    it('priceDriftFractionMax trips on a rise beyond it and passes one just inside', () => {
      expect(at('100.31', { limits: { priceDriftFractionMax: 0.003 } })).toEqual(['price-drift']);
      expect(at('100.30', { limits: { priceDriftFractionMax: 0.003 } })).toEqual([]);
    });

    it('entryCollarFractionMax trips on a rise above the collar that the drift limit would allow', () => {
      expect(at('100.51', { limits: { priceDriftFractionMax: 0.02 } })).toEqual(['price-drift']);
      expect(at('100.50', { limits: { priceDriftFractionMax: 0.02 } })).toEqual([]);
    });
  });

  it('says the numbers: the loss to the stop counts fees on both sides and slippage on both sides', () => {
    const verdict = manager.assess(entry, aSituation({ limits: { riskPerTradeFractionMax: 0.001 } }));
    const reason = verdict.tag === 'refused' ? verdict.reasons[0] : undefined;
    expect(reason?.code === 'risk-per-trade' ? reason.loss.toNumber() : null).toBeCloseTo(
      Number(LOSS_AT_97.units) * LOSS_AT_97.perUnit,
      8,
    );
    expect(reason?.code === 'risk-per-trade' ? reason.lossMax : null).toEqual(quoteAmount(10));
  });

  it('measures the drawdown against the peak as a share of it', () => {
    const breached = manager.breachedHalt(aSituation({ equity: quoteAmount(9000), peakEquity: quoteAmount(12_000) }));
    expect(breached).toEqual({ code: 'drawdown', drawdownFraction: fraction('0.25'), drawdownFractionMax: fraction('0.15') });
    expect(manager.breachedHalt(aSituation())).toBeNull();
  });
});
