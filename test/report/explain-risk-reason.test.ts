import { describe, expect, it } from 'vitest';
import type { Encoded } from '../../src/domain/encoded.ts';
import type { RiskReason, RiskReasonCode } from '../../src/domain/risk-verdict.ts';
import { explainRiskReason } from '../../src/report/explain-risk-reason.ts';

type Reason = Encoded<RiskReason>;

/** A new code without a case here does not compile. */
const CASES: { readonly [Code in RiskReasonCode]: readonly (readonly [Extract<Reason, { readonly code: Code }>, string])[] } = {
  'control-state': [
    [
      { code: 'control-state', state: 'reducing' },
      'Trading is paused: exits go on, but nothing is bought until a person resumes it.',
    ],
    [{ code: 'control-state', state: 'halted' }, 'Trading is halted: sessions send no orders until a person resumes it.'],
  ],
  'advisor-only': [[{ code: 'advisor-only' }, 'Autonomy is advisor: proposals are shown to the person, and no order is sent.']],
  'symbol-not-allowed': [
    [
      { code: 'symbol-not-allowed', symbol: 'XRPUSDT', allowed: ['BTCUSDT', 'ETHUSDT'] },
      'XRPUSDT is not traded here; allowed: BTCUSDT, ETHUSDT.',
    ],
  ],
  'symbol-untradable': [
    [
      { code: 'symbol-untradable', symbol: 'BTCUSDT', problem: 'the exchange has halted it' },
      'BTCUSDT cannot be traded now: the exchange has halted it.',
    ],
  ],
  'snapshot-mismatch': [
    [{ code: 'snapshot-mismatch', given: 'aa', current: 'bb' }, 'The signal stands on snapshot aa, but the current one is bb.'],
  ],
  'stop-missing': [[{ code: 'stop-missing' }, 'The stop is missing: every entry needs one.']],
  'stop-wrong-side': [
    [
      { code: 'stop-wrong-side', stopPrice: '43000', mark: '42150.375' },
      'The stop at 43000 USDT must be below the price of 42150.38 USDT.',
    ],
  ],
  'stop-too-near': [
    [
      { code: 'stop-too-near', distanceFraction: '0.003', distanceFractionMin: '0.005' },
      'The stop is 0.3 % away; at least 0.5 % is required.',
    ],
  ],
  'stop-too-far': [
    [
      { code: 'stop-too-far', distanceFraction: '0.2', distanceFractionMax: '0.15' },
      'The stop is 20 % away; at most 15 % is allowed.',
    ],
  ],
  'target-wrong-side': [
    [
      { code: 'target-wrong-side', targetPrice: '0.4', mark: '0.45231' },
      'The target at 0.4 USDT must be above the price of 0.45231 USDT.',
    ],
  ],
  'risk-per-trade': [
    [
      { code: 'risk-per-trade', loss: '31.2', lossMax: '20' },
      'At the stop the trade would lose 31.20 USDT; at most 20.00 USDT is allowed.',
    ],
    [
      { code: 'risk-per-trade', loss: '20.0004', lossMax: '20' },
      'At the stop the trade would lose 20.0004 USDT; at most 20.0000 USDT is allowed.',
    ],
  ],
  'position-size': [
    [
      { code: 'position-size', value: '3120', valueMax: '2500' },
      'The position would be worth 3,120.00 USDT; at most 2,500.00 USDT is allowed.',
    ],
    [
      { code: 'position-size', value: '3120', valueMax: '2500', equity: '10000' },
      'The position would be worth 3,120.00 USDT (31.2 % of the book); at most 2,500.00 USDT (25 %) is allowed.',
    ],
    [
      { code: 'position-size', value: '3120', valueMax: '0', equity: '0' },
      'The position would be worth 3,120.00 USDT; at most 0.00 USDT is allowed.',
    ],
  ],
  'gross-exposure': [
    [
      { code: 'gross-exposure', exposure: '9500', exposureMax: '8000' },
      'All positions together would be worth 9,500.00 USDT; at most 8,000.00 USDT is allowed.',
    ],
  ],
  'cash-reserve': [
    [
      { code: 'cash-reserve', cashAfter: '-90', cashMin: '1000' },
      'Cash left would be -90.00 USDT; at least 1,000.00 USDT is required.',
    ],
  ],
  'open-positions': [
    [{ code: 'open-positions', count: 6, countMax: 5 }, 'There would be 6 open positions; at most 5 are allowed.'],
  ],
  'daily-loss': [
    [
      { code: 'daily-loss', loss: '31', lossMax: '30' },
      "Today's loss is 31.00 USDT and has reached the limit of 30.00 USDT: no entries until the next UTC day.",
    ],
  ],
  drawdown: [
    [
      { code: 'drawdown', drawdownFraction: '0.2012', drawdownFractionMax: '0.2' },
      'The distance below the highest equity is 20.12 % and has reached the limit of 20 %: no entries.',
    ],
  ],
  cooldown: [
    [
      { code: 'cooldown', until: Date.parse('2024-01-02T03:04:05Z') },
      'A stop was hit in this symbol: no entry in it before 2024-01-02 03:04 UTC.',
    ],
  ],
  'entries-per-day': [
    [{ code: 'entries-per-day', count: 9, countMax: 8 }, 'It would be entry 9 of this UTC day; at most 8 are allowed.'],
  ],
  'bracket-filter': [
    [
      { code: 'bracket-filter', filter: 'quantity-min', leg: 'entry', value: '0.000001', bound: '0.00001' },
      "The entry's quantity of 0.000001 is below the exchange's minimum of 0.00001.",
    ],
    [
      { code: 'bracket-filter', filter: 'quantity-max', leg: 'stop', value: '200', bound: '100' },
      "The stop's quantity of 200 is above the exchange's maximum of 100.",
    ],
    [
      { code: 'bracket-filter', filter: 'notional-min', leg: 'stop', value: '4.1', bound: '6' },
      'The stop would be worth 4.10 USDT; the exchange takes it from 6.00 USDT on.',
    ],
    [
      { code: 'bracket-filter', filter: 'notional-max', leg: 'entry', value: '9000001', bound: '9000000' },
      'The entry would be worth 9,000,001.00 USDT; the exchange takes at most 9,000,000.00 USDT.',
    ],
    [
      { code: 'bracket-filter', filter: 'price-range', leg: 'stop', value: '100', bound: '8000' },
      "The stop's price of 100 USDT is beyond what the exchange takes, 8000 USDT.",
    ],
    [
      { code: 'bracket-filter', filter: 'stop-orders-max', leg: 'stop', value: '6', bound: '5' },
      'There would be 6 stop orders on this market; the exchange takes at most 5.',
    ],
  ],
  'stale-data': [
    [{ code: 'stale-data', ageMs: 7_500_000, ageMaxMs: 300_000 }, 'The data is 2 h 05 min old; at most 5 min is allowed.'],
  ],
  'price-drift': [
    [
      { code: 'price-drift', driftFraction: '0.0081', driftFractionMax: '0.005' },
      'Since the trade was judged the price rose by 0.81 %; at most 0.5 % is allowed.',
    ],
    [
      { code: 'price-drift', driftFraction: '-0.0081', driftFractionMax: '0.005' },
      'Since the trade was judged the price fell by 0.81 %; at most 0.5 % is allowed.',
    ],
  ],
  'no-position': [[{ code: 'no-position', symbol: 'ADAUSDT' }, 'There is no position in ADAUSDT.']],
  'symbol-busy': [
    [{ code: 'symbol-busy', symbol: 'ADAUSDT', what: 'order-in-flight' }, 'An order in ADAUSDT is still under way.'],
    [{ code: 'symbol-busy', symbol: 'ADAUSDT', what: 'closing' }, 'ADAUSDT is being closed.'],
  ],
  'books-unsettled': [
    [
      { code: 'books-unsettled', symbol: 'ADAUSDT' },
      'The books and the exchange disagree on ADAUSDT: no entry in it until that is settled.',
    ],
  ],
  'entries-blocked': [
    [
      {
        code: 'entries-blocked',
        symbol: 'ADAUSDT',
        cause: 'orders-refused',
        until: Date.UTC(2024, 2, 1, 13),
        said: '-1013 Filter failure: LOT_SIZE',
      },
      'The exchange refuses orders in ADAUSDT (-1013 Filter failure: LOT_SIZE): no entry in it before 2024-03-01 13:00 UTC, or until the market changes its rules.',
    ],
    [
      { code: 'entries-blocked', symbol: 'ADAUSDT', cause: 'market-closed', until: null, said: null },
      'The exchange says that the market of ADAUSDT is closed: no entry in it until it opens.',
    ],
    [
      { code: 'entries-blocked', symbol: 'ADAUSDT', cause: 'exchange-pause', until: Date.UTC(2024, 2, 1, 13), said: null },
      'The exchange wants no requests from this address: no entry before 2024-03-01 13:00 UTC.',
    ],
    [
      { code: 'entries-blocked', symbol: 'ADAUSDT', cause: 'clock-skew', until: null, said: '1500 ms' },
      'The clock of this machine and that of the exchange differ too much (1500 ms): no entry until it is set right.',
    ],
    [
      { code: 'entries-blocked', symbol: 'ADAUSDT', cause: 'journal-failed', until: null, said: null },
      'The journal cannot be written: no entry until there is room on the disk.',
    ],
  ],
  'conflicting-signals': [
    [
      { code: 'conflicting-signals', symbol: 'ADAUSDT' },
      'This signal contradicts an earlier one on ADAUSDT in the same session.',
    ],
  ],
};

describe('explainRiskReason', () => {
  const rows = Object.entries(CASES).flatMap(([code, cases]) => cases.map(([reason, text]) => [code, text, reason] as const));

  it.each(rows)('says of %s: %s', (_code, text, reason) => {
    expect(explainRiskReason(reason, 'en')).toBe(text);
  });
});
