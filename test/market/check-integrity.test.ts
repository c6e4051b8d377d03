import { describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { IntegrityFinding } from '../../src/domain/integrity-finding.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { generatedCandles } from '../support/generated-candles.ts';

const DAY_ONE = Date.UTC(2024, 0, 1);
const SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

function hoursOf(symbol: MarketSymbol, { from = DAY_ONE, days = 4 } = {}): readonly Candle[] {
  return generatedCandles({ seed: SYMBOLS.indexOf(symbol) + 1, from, count: days * 24 });
}

function without(candles: readonly Candle[], hours: readonly number[]): readonly Candle[] {
  return candles.filter(({ openedAt }) => !hours.includes((openedAt - DAY_ONE) / HOUR_MS));
}

function findingsOf(
  candles: Partial<Record<MarketSymbol, readonly Candle[]>>,
  { asOf = DAY_ONE + 4 * DAY_MS, symbol = 'BTCUSDT' }: { readonly asOf?: number; readonly symbol?: MarketSymbol } = {},
): readonly IntegrityFinding[] | undefined {
  const preparer = new DataPreparer({ symbols: Object.keys(candles) as MarketSymbol[] });
  for (const [name, some] of Object.entries(candles)) preparer.accept(name as MarketSymbol, some ?? []);
  return preparer.prepare(asOf).markets.get(symbol)?.integrity;
}

describe('hours without a candle', () => {
  it('are a halt of the exchange, tolerated and named, when no market has one', () => {
    const halted = [30, 31, 32];
    const candles = { BTCUSDT: without(hoursOf('BTCUSDT'), halted), ETHUSDT: without(hoursOf('ETHUSDT'), halted) };
    expect(findingsOf(candles)).toEqual([
      {
        check: 'halt',
        tolerated: true,
        at: DAY_ONE + 30 * HOUR_MS,
        text: 'no candle of the 3 hours from 2024-01-02 06:00: the exchange was halted',
      },
    ]);
  });

  it('are no problem to trading when they are a halt', () => {
    const preparer = new DataPreparer({ symbols: ['BTCUSDT', 'ETHUSDT'] });
    for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) preparer.accept(symbol, without(hoursOf(symbol), [30]));
    expect(preparer.prepare(DAY_ONE + 4 * DAY_MS).markets.get('BTCUSDT')).toMatchObject({
      integrity: [{ check: 'halt' }],
      problems: [],
    });
  });

  it('are a gap when another market has one, and the market must not be traded', () => {
    const candles = { BTCUSDT: without(hoursOf('BTCUSDT'), [30, 31]), ETHUSDT: without(hoursOf('ETHUSDT'), [30]) };
    expect(findingsOf(candles)).toEqual([
      {
        check: 'gap',
        tolerated: false,
        at: DAY_ONE + 30 * HOUR_MS,
        text: 'no candle of the 2 hours from 2024-01-02 06:00, although ETHUSDT has one',
      },
    ]);
    expect(findingsOf(candles, { symbol: 'ETHUSDT' }), 'the hour that both lack').toMatchObject([{ check: 'halt' }]);
  });

  it('are not witnessed by a market that was listed later', () => {
    const late = hoursOf('ETHUSDT').slice(40);
    expect(findingsOf({ BTCUSDT: without(hoursOf('BTCUSDT'), [30]), ETHUSDT: late })).toMatchObject([
      { check: 'gap', text: expect.stringContaining('no other market') },
    ]);
    const older = without(hoursOf('SOLUSDT'), [30]);
    expect(findingsOf({ BTCUSDT: without(hoursOf('BTCUSDT'), [30]), ETHUSDT: late, SOLUSDT: older })).toMatchObject([
      { check: 'halt' },
    ]);
  });

  it('are a gap of a market that is alone, unless the exchange is known to have been halted then', () => {
    expect(findingsOf({ BTCUSDT: without(hoursOf('BTCUSDT'), [30]) })).toMatchObject([{ check: 'gap', tolerated: false }]);
    const from = Date.UTC(2023, 2, 24);
    const known = generatedCandles({ seed: 1, from, count: 24 }).filter((_, index) => index !== 13);
    expect(findingsOf({ BTCUSDT: known }, { asOf: from + DAY_MS })).toEqual([
      {
        check: 'halt',
        tolerated: true,
        at: from + 13 * HOUR_MS,
        text: 'no candle of the hour from 2023-03-24 13:00: the exchange was halted',
      },
    ]);
  });

  it('count only once the candle after them is known, and only while they are shown', () => {
    const gap = without(hoursOf('BTCUSDT', { days: 200 }), [30]);
    const candles = { BTCUSDT: gap, ETHUSDT: hoursOf('ETHUSDT', { days: 200 }) };
    expect(findingsOf(candles, { asOf: DAY_ONE + 32 * HOUR_MS - 1 })).toEqual([]);
    expect(findingsOf(candles, { asOf: DAY_ONE + 32 * HOUR_MS })).toHaveLength(1);
    expect(findingsOf(candles, { asOf: DAY_ONE + 181 * DAY_MS })).toHaveLength(1);
    expect(findingsOf(candles, { asOf: DAY_ONE + 182 * DAY_MS })).toEqual([]);
  });

  it('are told as candles left out where those are the reason', () => {
    const broken = hoursOf('BTCUSDT').map((candle, index) => (index === 30 ? { ...candle, low: 0 } : candle));
    expect(findingsOf({ BTCUSDT: broken, ETHUSDT: hoursOf('ETHUSDT') })).toMatchObject([{ check: 'candle' }]);
  });

  it('name five gaps and count the others', () => {
    const holes = Array.from({ length: 9 }, (_, index) => 10 + 3 * index);
    const findings = findingsOf({ BTCUSDT: without(hoursOf('BTCUSDT'), holes), ETHUSDT: hoursOf('ETHUSDT') });
    expect(findings).toHaveLength(6);
    expect(findings?.[5]).toEqual({ check: 'gap', tolerated: false, at: DAY_ONE + 25 * HOUR_MS, text: '4 more gaps' });
  });
});

describe('candles of another market', () => {
  it('are known by being those of the other, number for number', () => {
    const candles = { BTCUSDT: hoursOf('ETHUSDT'), ETHUSDT: hoursOf('ETHUSDT'), SOLUSDT: hoursOf('SOLUSDT') };
    expect(findingsOf(candles)).toMatchObject([
      { check: 'wrong-symbol', tolerated: false, text: 'the newest candle is that of ETHUSDT, number for number' },
    ]);
    expect(findingsOf(candles, { symbol: 'ETHUSDT' })).toMatchObject([{ check: 'wrong-symbol' }]);
    expect(findingsOf(candles, { symbol: 'SOLUSDT' })).toEqual([]);
  });

  it.each(['open', 'high', 'low', 'close', 'volume'] as const)('are not suspected where the %s differs', (field) => {
    const nearly = hoursOf('ETHUSDT').map((candle) => ({
      ...candle,
      [field]:
        field === 'open' || field === 'close'
          ? (candle.open + candle.close) / 2 + 1e-9
          : candle[field] * (field === 'low' ? 0.999 : 1.001),
    }));
    expect(findingsOf({ BTCUSDT: nearly, ETHUSDT: hoursOf('ETHUSDT') })).toEqual([]);
  });

  it('are not suspected where nobody traded', () => {
    const still = hoursOf('ETHUSDT').map(({ openedAt }) => ({ openedAt, open: 1, high: 1, low: 1, close: 1, volume: 0 }));
    expect(findingsOf({ BTCUSDT: still, ETHUSDT: still })).toEqual([]);
  });
});

describe('a market without a recent candle', () => {
  const asOf = DAY_ONE + 4 * DAY_MS + 3 * HOUR_MS;

  it('is stale and must not be traded', () => {
    const fresh = hoursOf('ETHUSDT', { days: 5 });
    expect(findingsOf({ BTCUSDT: hoursOf('BTCUSDT'), ETHUSDT: fresh }, { asOf })).toEqual([
      {
        check: 'stale',
        tolerated: false,
        at: DAY_ONE + 4 * DAY_MS,
        text: 'the newest candle closed 3.0 hours before 2024-01-05 03:00',
      },
    ]);
  });

  it('is told to be no exception where no market has a newer one', () => {
    const [finding] = findingsOf({ BTCUSDT: hoursOf('BTCUSDT'), ETHUSDT: hoursOf('ETHUSDT') }, { asOf }) ?? [];
    expect(finding?.text).toBe('the newest candle closed 3.0 hours before 2024-01-05 03:00, and no market has a newer one');
  });

  it('is told to wait for the exchange where that is known to be halted', () => {
    const from = Date.UTC(2020, 11, 20);
    const until = Date.UTC(2020, 11, 21, 14);
    const candles = generatedCandles({ seed: 1, from, count: (until - from) / HOUR_MS });
    expect(findingsOf({ BTCUSDT: candles }, { asOf: until + 3 * HOUR_MS })?.[0]?.text).toContain(': the exchange was halted');
    expect(findingsOf({ BTCUSDT: candles }, { asOf: until + 6 * HOUR_MS })?.[0]?.text).not.toContain('halted');
  });
});
