import { describe, expect, it } from 'vitest';
import { DEFAULT_TREND_PARAMETERS, type TrendParameters } from '../../../src/adapters/rules/trend-parameters.ts';
import { judgeMarkets, type TrendView } from '../../../src/adapters/rules/trend-strategy.ts';
import { type MarketSketch, marketDataSet } from '../../support/market-data-set.ts';
import { portfolioTable, type RowSketch } from '../../support/portfolio-table.ts';

/** An uptrend with every sign of strength: the stop is 4 x 500 below, the target three times that above. */
const UPTREND: MarketSketch = {
  symbol: 'BTCUSDT',
  close: 50_000,
  dailyClose: 49_800,
  daily: { ma20: 48_000, ma50: 45_000, macd: { line: 2, signal: 1, histogram: 1 }, atr14: 1500, rsi14: 60 },
  fourHour: { rsi14: 58, ma50: 49_000, atr14: 500 },
};

const HELD: RowSketch = {
  symbol: 'BTCUSDT',
  quantity: 0.1,
  averageCost: 48_000,
  mark: 50_000,
  stopPrice: 48_000,
  targetPrice: 55_000,
};

function viewOf(
  sketch: MarketSketch,
  row: RowSketch | null = null,
  parameters: Partial<TrendParameters> = {},
): TrendView | undefined {
  return judgeMarkets(marketDataSet([sketch]), portfolioTable(row === null ? [] : [row]), {
    ...DEFAULT_TREND_PARAMETERS,
    ...parameters,
  })[0];
}

describe('without a position the strategy', () => {
  it('enters a strong uptrend with all of the step, a stop below and a target above', () => {
    expect(viewOf(UPTREND)).toMatchObject({
      kind: 'enter',
      symbol: 'BTCUSDT',
      sizeStep: 1,
      strength: 3,
      stopPrice: 48_000,
      targetPrice: 56_000,
    });
  });

  it.each([
    ['half with two signs of strength', { daily: { ...UPTREND.daily, ma20: 44_000, atr14: 4000 } }, 0.5],
    [
      'half when the MACD histogram is negative',
      { daily: { ...UPTREND.daily, macd: { line: 0, signal: 1, histogram: -1 } } },
      0.5,
    ],
    [
      'a quarter with one',
      { daily: { ...UPTREND.daily, ma20: 44_000, atr14: 4000 }, fourHour: { ...UPTREND.fourHour, ma50: 51_000 } },
      0.25,
    ],
  ])('enters with %s', (_name, changes, sizeStep) => {
    expect(viewOf({ ...UPTREND, ...changes })).toMatchObject({ kind: 'enter', sizeStep });
  });

  it.each([
    ['a daily close below MA50', { dailyClose: 44_000 }, 'no uptrend'],
    ['a daily close at MA50', { dailyClose: 45_000 }, 'no uptrend'],
    [
      'neither MA20 above MA50 nor a positive histogram',
      { daily: { ...UPTREND.daily, ma20: 44_000, macd: { line: 0, signal: 0, histogram: 0 } } },
      'uptrend without momentum',
    ],
    ['a daily close below MA20', { dailyClose: 47_000 }, 'below MA20'],
    ['a price below MA20', { close: 47_900 }, 'below MA20'],
    ['a price more than two daily ATR above MA20', { close: 51_001 }, 'too far above MA20'],
    ['a weak 4h RSI', { fourHour: { ...UPTREND.fourHour, rsi14: 44.9 } }, '4h RSI 45 is weak'],
    ['an overbought 4h RSI', { fourHour: { ...UPTREND.fourHour, rsi14: 65.1 } }, '4h RSI 65 is overbought'],
    ['a problem of the data', { problems: ['3 candles are missing'] }, '3 candles are missing'],
    ['too few daily candles', { daily: { ...UPTREND.daily, ma50: null } }, 'too few daily candles'],
    ['too few 4h candles', { fourHour: { ...UPTREND.fourHour, rsi14: null } }, 'too few 4h candles'],
  ])('waits on %s', (_name, changes, why) => {
    expect(viewOf({ ...UPTREND, ...changes })).toEqual({ kind: 'wait', symbol: 'BTCUSDT', why });
  });

  it.each([
    ['45', 45],
    ['65', 65],
  ])('enters at the edge of the band of RSI: %s', (_name, rsi14) => {
    expect(viewOf({ ...UPTREND, fourHour: { ...UPTREND.fourHour, rsi14 } })).toMatchObject({ kind: 'enter' });
  });

  it.each([
    ['nearest in a quiet market', 10, 49_000],
    ['farthest in a wild one', 5000, 44_000],
  ])('keeps the stop at the %s', (_name, atr14, stopPrice) => {
    expect(viewOf({ ...UPTREND, fourHour: { ...UPTREND.fourHour, atr14 } })).toMatchObject({ kind: 'enter', stopPrice });
  });

  it('takes dust for no position', () => {
    expect(viewOf(UPTREND, { ...HELD, quantity: 0.0001 })).toMatchObject({ kind: 'enter' });
  });

  it('follows its parameters', () => {
    expect(viewOf(UPTREND, null, { entryRsiMax: 55 })).toMatchObject({ kind: 'wait' });
    expect(viewOf(UPTREND, null, { stopAtrMultiple: 2, targetRiskMultiple: 2 })).toMatchObject({
      stopPrice: 49_000,
      targetPrice: 52_000,
    });
  });
});

describe('with a position the strategy', () => {
  it.each([
    ['the mark is at the target', UPTREND, { ...HELD, mark: 55_000 }, 'The mark 55000 reached the target.'],
    [
      'the daily close is below MA20',
      { ...UPTREND, dailyClose: 47_900 },
      HELD,
      'The trend is broken: daily close 47900 below MA20 48000.',
    ],
  ])('leaves when %s', (_name, sketch, row, why) => {
    expect(viewOf(sketch, row)).toEqual({ kind: 'exit', symbol: 'BTCUSDT', why });
  });

  it.each([
    ['a price below MA20 within the day', { ...UPTREND, close: 47_500 }, { ...HELD, mark: 48_100 }],
    ['an overbought 4h RSI', { ...UPTREND, fourHour: { ...UPTREND.fourHour, rsi14: 80 } }, HELD],
    ['a mark just below the target', UPTREND, { ...HELD, mark: 54_999, stopPrice: 53_000 }],
    ['a position without a target', UPTREND, { ...HELD, targetPrice: null }],
  ])('stays on %s', (_name, sketch, row) => {
    expect(viewOf(sketch, row)).toEqual({ kind: 'wait', symbol: 'BTCUSDT', why: 'trend intact' });
  });

  it('leaves at the target also when the data of the market has a problem, and does nothing else then', () => {
    const unsound: MarketSketch = { ...UPTREND, dailyClose: 40_000, problems: ['3 candles are missing'] };
    expect(viewOf(unsound, { ...HELD, mark: 55_000 })).toMatchObject({ kind: 'exit' });
    expect(viewOf(unsound, HELD)).toMatchObject({ kind: 'wait', why: '3 candles are missing' });
  });

  it('never adds to it', () => {
    expect(viewOf(UPTREND, HELD)).toMatchObject({ kind: 'wait' });
  });

  it('lets the stop follow the mark at a distance', () => {
    expect(viewOf(UPTREND, { ...HELD, mark: 52_000 })).toMatchObject({ kind: 'raise-stop', stopPrice: 49_000 });
  });

  it('does not raise it by less than a step, and never lowers it', () => {
    expect(viewOf(UPTREND, { ...HELD, mark: 52_000, stopPrice: 48_750 })).toMatchObject({ kind: 'wait' });
    expect(viewOf(UPTREND, { ...HELD, mark: 49_000, stopPrice: 48_500 })).toMatchObject({ kind: 'wait' });
  });

  it('keeps a raised stop at the nearest distance from the mark in a quiet market', () => {
    expect(viewOf({ ...UPTREND, fourHour: { ...UPTREND.fourHour, atr14: 1 } }, { ...HELD, mark: 50_000 })).toMatchObject({
      kind: 'raise-stop',
      stopPrice: 49_000,
    });
  });

  it('sets one where there is none', () => {
    expect(viewOf(UPTREND, { ...HELD, stopPrice: null })).toMatchObject({ kind: 'raise-stop', stopPrice: 47_000 });
  });
});

describe('of several markets the strategy', () => {
  const WEAKER: MarketSketch = { ...UPTREND, symbol: 'ETHUSDT', fourHour: { ...UPTREND.fourHour, ma50: 51_000 } };
  const STRONG: MarketSketch = { ...UPTREND, symbol: 'SOLUSDT' };

  it('enters the two strongest, in the order of the markets among equals', () => {
    const views = judgeMarkets(marketDataSet([WEAKER, UPTREND, STRONG]), portfolioTable(), DEFAULT_TREND_PARAMETERS);
    expect(views.map(({ symbol, kind }) => [symbol, kind])).toEqual([
      ['ETHUSDT', 'wait'],
      ['BTCUSDT', 'enter'],
      ['SOLUSDT', 'enter'],
    ]);
    expect(views[0]).toMatchObject({ why: 'others are stronger' });
  });

  it('enters none while cash is short, and still leaves', () => {
    const broken: MarketSketch = { ...UPTREND, dailyClose: 47_000 };
    const views = judgeMarkets(marketDataSet([broken, STRONG]), portfolioTable([HELD], { cash: 1000 }), DEFAULT_TREND_PARAMETERS);
    expect(views).toMatchObject([{ kind: 'exit' }, { kind: 'wait', why: 'cash is short' }]);
  });

  it('says the same of the same facts', () => {
    const judge = () => judgeMarkets(marketDataSet([WEAKER, UPTREND, STRONG]), portfolioTable([HELD]), DEFAULT_TREND_PARAMETERS);
    expect(judge()).toEqual(judge());
  });
});
