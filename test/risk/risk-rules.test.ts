import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import type { RiskReason } from '../../src/domain/risk-verdict.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import { RiskManager } from '../../src/risk/risk-manager.ts';
import type { RiskSituation } from '../../src/risk/risk-situation.ts';
import { RISK_RULES } from '../../src/risk/rules.ts';
import { aClose, aMark, anInstrument, anOpen, aPosition, aSituation, aStopMove } from './situation.ts';

const manager = new RiskManager();
const btc = (facts: Parameters<typeof anInstrument>[0]) => ({
  instruments: new Map([['BTCUSDT', anInstrument(facts)] as const]),
});
const heldBtc = { positions: [aPosition('BTCUSDT', { quantity: 10, stopPrice: 90 })], cash: 9000 };

function reasonsOf(signal: TradeSignal, situation: RiskSituation): readonly RiskReason[] {
  const verdict = manager.assess(signal, situation);
  return verdict.tag === 'refused' ? verdict.reasons : [];
}

describe('RISK_RULES', () => {
  it('lists every rule file once, under its own name', () => {
    const files = readdirSync(new URL('../../src/risk/rules/', import.meta.url)).map((name) => name.replace(/\.ts$/, ''));
    expect(RISK_RULES.map((rule) => rule.name).sort()).toEqual(files.sort());
  });

  it('enforces every limit by the rule that the limit names', () => {
    for (const limit of RISK_LIMITS.filter(({ rule }) => rule !== 'confirmation-reasons')) {
      const enforcers = RISK_RULES.filter((rule) => rule.limits.includes(limit.key)).map((rule) => rule.name);
      expect(enforcers, limit.key).toEqual([limit.rule]);
    }
  });

  it('judges exits by control state, position, business and filters alone', () => {
    const judging = RISK_RULES.filter((rule) => rule.judgeExit !== undefined).map((rule) => rule.name);
    expect(judging.sort()).toEqual(['control-state', 'exit-filters', 'no-position', 'symbol-busy', 'symbol-tradable']);
  });

  it('is what a guard without options judges by', () => {
    expect(new RiskManager({ rules: [] }).assess(anOpen(), aSituation({ control: 'reducing' })).tag).toBe('approved');
    expect(new RiskManager().assess(anOpen(), aSituation({ control: 'reducing' })).tag).toBe('refused');
    expect(new RiskManager({}).assess(anOpen(), aSituation({ control: 'reducing' })).tag).toBe('refused');
  });
});

describe('an entry is refused', () => {
  it.each<[string, TradeSignal, RiskSituation, RiskReason]>([
    [
      'while trading is only reducing',
      anOpen(),
      aSituation({ control: 'reducing' }),
      { code: 'control-state', state: 'reducing' },
    ],
    ['while trading is halted', anOpen(), aSituation({ control: 'halted' }), { code: 'control-state', state: 'halted' }],
    ['by an advisor', anOpen(), aSituation({ autonomy: 'advisor' }), { code: 'advisor-only' }],
    [
      'in a symbol that is not configured',
      anOpen(),
      aSituation({ symbols: ['ETHUSDT'] }),
      { code: 'symbol-not-allowed', symbol: 'BTCUSDT', allowed: ['ETHUSDT'] },
    ],
    [
      'when its filters are not known',
      anOpen(),
      aSituation({ instruments: new Map() }),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'its filters are not known' },
    ],
    [
      'when its price is not known',
      anOpen(),
      aSituation({ marks: new Map() }),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'its price is not known' },
    ],
    [
      'when its price is 0, which is no price',
      anOpen(),
      aSituation({ marks: new Map([['BTCUSDT', aMark('BTCUSDT', 0)]]) }),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'its price is not known' },
    ],
    [
      'when the exchange has halted the symbol',
      anOpen(),
      aSituation(btc({ status: 'halted' })),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'the exchange has halted it' },
    ],
    [
      'where no stop can rest',
      anOpen(),
      aSituation(btc({ orderTypes: ['market', 'limit'] })),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'the exchange takes no stop orders on it' },
    ],
    [
      'when the snapshot has a problem with the symbol',
      anOpen(),
      aSituation({
        snapshot: {
          id: 'snapshot-1',
          asOf: Date.UTC(2024, 0, 31, 14),
          problems: new Map([['BTCUSDT', ['3 hours are missing']]]),
        },
      }),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: '3 hours are missing' },
    ],
    [
      'on another snapshot',
      anOpen({ snapshotId: 'snapshot-0' }),
      aSituation(),
      { code: 'snapshot-mismatch', given: 'snapshot-0', current: 'snapshot-1' },
    ],
    [
      'when the stop is at the mark',
      anOpen({ stopPrice: price(100) }),
      aSituation(),
      { code: 'stop-wrong-side', stopPrice: price(100), mark: price(100) },
    ],
    [
      'when the target is at the mark',
      anOpen({ targetPrice: price(100) }),
      aSituation(),
      { code: 'target-wrong-side', targetPrice: price(100), mark: price(100) },
    ],
    ['when the stop is 0', anOpen({ stopPrice: price(0) }), aSituation(), { code: 'stop-missing' }],
    ['when the stop is no number', anOpen({ stopPrice: price(Number.NaN) }), aSituation(), { code: 'stop-missing' }],
    [
      'while the books of the symbol are in doubt',
      anOpen(),
      aSituation({ unsettledSymbols: new Set(['BTCUSDT']) }),
      { code: 'books-unsettled', symbol: 'BTCUSDT' },
    ],
    [
      'while another order of the symbol is on its way',
      anOpen(),
      aSituation({ busySymbols: new Set(['BTCUSDT']) }),
      { code: 'symbol-busy', symbol: 'BTCUSDT', what: 'order-in-flight' },
    ],
    [
      'when no stop order fits beside those that are open',
      anOpen(),
      aSituation({ openStopOrders: new Map([['BTCUSDT', 5]]) }),
      { code: 'bracket-filter', filter: 'stop-orders-max', leg: 'stop', value: '6', bound: '5' },
    ],
    [
      'when the stop would lie outside of the exchange’s price range after a fill at the worst price',
      anOpen({ stopPrice: price('95.47') }),
      aSituation(btc({ sellPriceFractionMin: fraction('0.95') })),
      { code: 'bracket-filter', filter: 'price-range', leg: 'stop', value: '95.47', bound: '95.475' },
    ],
    [
      'when the stop of what is left after the commission falls below the exchange’s smallest order',
      anOpen({ sizeStep: 0.25 }),
      aSituation({
        equity: quoteAmount('124.38'),
        dayStartEquity: quoteAmount('124.38'),
        peakEquity: quoteAmount('124.38'),
        ...btc({ notionalMin: quoteAmount(7) }),
      }),
      { code: 'bracket-filter', filter: 'notional-min', leg: 'stop', value: '7.49519', bound: '8.4' },
    ],
    [
      'when one market order of the exchange cannot hold it',
      anOpen(),
      aSituation(btc({ marketQuantityMax: quantity(12) })),
      { code: 'bracket-filter', filter: 'quantity-max', leg: 'entry', value: '12.43781', bound: '12' },
    ],
    [
      'when one stop could not sell it together with what is held',
      anOpen(),
      aSituation({ ...heldBtc, ...btc({ marketQuantityMax: quantity(20) }) }),
      { code: 'bracket-filter', filter: 'quantity-max', leg: 'stop', value: '22.42537', bound: '20' },
    ],
  ])('%s', (_name, signal, situation, reason) => {
    expect(reasonsOf(signal, situation)).toContainEqual(reason);
  });

  it('with every reason at once, not only the first', () => {
    const codes = reasonsOf(anOpen({ stopPrice: price(101) }), aSituation({ control: 'halted', entriesToday: 10 })).map(
      ({ code }) => code,
    );
    expect(codes).toEqual(expect.arrayContaining(['control-state', 'entries-per-day', 'stop-wrong-side']));
  });
});

describe('what counts against an entry', () => {
  it('a held symbol is not one more open position', () => {
    const situation = aSituation({ ...heldBtc, limits: { openPositionsMax: 1 } });
    expect(manager.assess(anOpen(), situation).tag).toBe('approved');
  });

  it('a reserved entry counts as position, exposure, cash and entry of the day', () => {
    const reserved = { reservedEntries: [{ symbol: 'BTCUSDT' as const, quoteAmount: quoteAmount(7900) }] };
    const codes = reasonsOf(anOpen(), aSituation({ ...reserved, entriesToday: 9 })).map(({ code }) => code);
    expect(codes).toEqual(['entries-per-day', 'position-size', 'gross-exposure', 'cash-reserve']);
  });

  it('the loss of a held part against its cost counts as risk, since the new stop is the stop of all of it', () => {
    const bought = (cost: number) =>
      aSituation({ positions: [aPosition('BTCUSDT', { quantity: 5, cost, stopPrice: 90 })], cash: 9500 });
    expect(reasonsOf(anOpen({ stopPrice: price(94) }), bought(120))).toMatchObject([{ code: 'risk-per-trade' }]);
    expect(reasonsOf(anOpen({ stopPrice: price(94) }), bought(80))).toEqual([]);
  });

  it('a commission taken in quote counts as cash', () => {
    const fees = { ...aSituation().fees, paidIn: 'quote' as const };
    expect(reasonsOf(anOpen(), aSituation({ cash: 2251 }))).toEqual([]);
    expect(reasonsOf(anOpen(), aSituation({ cash: 2251, fees }))).toMatchObject([{ code: 'cash-reserve' }]);
  });

  it('a position without a mark is valued at its cost', () => {
    const situation = aSituation({
      positions: [aPosition('ETHUSDT', { quantity: 70, cost: 100 })],
      cash: 3000,
      marks: new Map([['BTCUSDT', aMark('BTCUSDT', 100)]]),
    });
    expect(reasonsOf(anOpen(), situation)).toMatchObject([{ code: 'gross-exposure' }]);
  });
});

describe('a moved stop is refused', () => {
  it.each<[string, TradeSignal, RiskSituation, RiskReason]>([
    [
      'while trading is halted',
      aStopMove(95),
      aSituation({ ...heldBtc, control: 'halted' }),
      { code: 'control-state', state: 'halted' },
    ],
    ['without a position', aStopMove(95), aSituation(), { code: 'no-position', symbol: 'BTCUSDT' }],
    ['above the mark', aStopMove(101), aSituation(heldBtc), { code: 'stop-wrong-side', stopPrice: price(101), mark: price(100) }],
    ['at 0', aStopMove(0), aSituation(heldBtc), { code: 'stop-missing' }],
    [
      'on another snapshot',
      aStopMove(95, { snapshotId: 'snapshot-0' }),
      aSituation(heldBtc),
      { code: 'snapshot-mismatch', given: 'snapshot-0', current: 'snapshot-1' },
    ],
    [
      'farther away than the limit when it loosens',
      aStopMove(84),
      aSituation(heldBtc),
      { code: 'stop-too-far', distanceFraction: fraction('0.16'), distanceFractionMax: fraction('0.15') },
    ],
    [
      'outside of the exchange’s price range',
      aStopMove(92),
      aSituation({ ...heldBtc, ...btc({ sellPriceFractionMin: fraction('0.93') }) }),
      { code: 'bracket-filter', filter: 'price-range', leg: 'stop', value: '92', bound: '93' },
    ],
  ])('%s', (_name, signal, situation, reason) => {
    expect(reasonsOf(signal, situation)).toContainEqual(reason);
  });

  it('but not for being far away while it comes nearer', () => {
    const far = aSituation({ positions: [aPosition('BTCUSDT', { quantity: 10, stopPrice: 50 })] });
    expect(manager.assess(aStopMove(70), far).tag).toBe('approved');
  });
});

describe('a close is refused', () => {
  it.each<[string, RiskSituation, RiskReason]>([
    ['while trading is halted', aSituation({ ...heldBtc, control: 'halted' }), { code: 'control-state', state: 'halted' }],
    ['without a position', aSituation(), { code: 'no-position', symbol: 'BTCUSDT' }],
    [
      'while another order of the symbol is on its way',
      aSituation({ ...heldBtc, busySymbols: new Set(['BTCUSDT']) }),
      { code: 'symbol-busy', symbol: 'BTCUSDT', what: 'order-in-flight' },
    ],
    [
      'when what is held is too small for the exchange',
      aSituation({ positions: [aPosition('BTCUSDT', { quantity: '0.04' })] }),
      { code: 'bracket-filter', filter: 'notional-min', leg: 'exit', value: '4', bound: '5' },
    ],
    [
      'while the exchange has halted the symbol',
      aSituation({ ...heldBtc, ...btc({ status: 'halted' }) }),
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'the exchange has halted it' },
    ],
  ])('%s', (_name, situation, reason) => {
    expect(reasonsOf(aClose(), situation)).toEqual([reason]);
  });
});
