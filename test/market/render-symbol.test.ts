import { describe, expect, it } from 'vitest';
import type { CandleInterval } from '../../src/domain/candle.ts';
import type { ContextLevel } from '../../src/domain/context-level.ts';
import type { MarketFacts } from '../../src/domain/market-data-set.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { DataPreparer } from '../../src/market/data-preparer.ts';
import { dayText } from '../../src/market/day-text.ts';
import { basisPoints, hundredths, priceText, signedHundredths, signedPriceText } from '../../src/market/number-text.ts';
import { renderSymbol } from '../../src/market/render-symbol.ts';
import { significantDigits } from '../../src/market/significant-digits.ts';
import { generatedCandles } from '../support/generated-candles.ts';
import { fullMarket, marketOf } from './full-market.ts';

const market = marketOf(fullMarket(), 'ETHUSDT');

function lineOf(level: ContextLevel, start: string): string {
  return (
    renderSymbol(market, level)
      .split('\n')
      .find((line) => line.startsWith(`${start} `)) ?? ''
  );
}

function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('a value of the rig is unknown');
  return value;
}

describe.each(['basic', 'enhanced'] as const)('the text %s of a market', (level) => {
  it.each([
    { field: 'price', text: `price ${significantDigits(market.close, 5)} ` },
    { field: 'change over 24 hours', text: ` 24h${basisPoints(known(market.changeFraction24h))} ` },
    { field: 'distance to the six-month high', text: ` high${basisPoints(known(market.distanceToHighFraction))} ` },
    { field: 'distance to the six-month low', text: ` low${basisPoints(known(market.distanceToLowFraction))} ` },
    { field: 'regime', text: ` regime ${known(market.regime)} ` },
    { field: 'bias', text: ` bias ${known(market.bias)} ` },
    { field: 'correlation with BTC over 30 days', text: ` corr${hundredths(known(market.bitcoinCorrelation.daily30))}/` },
    { field: 'correlation with BTC over 48 hours', text: `/${hundredths(known(market.bitcoinCorrelation.hourly48))}` },
  ])('names the $field', ({ text }) => {
    expect(`${lineOf(level, 'ETH')} `).toContain(text);
  });
});

const fullLines: readonly { readonly level: ContextLevel; readonly interval: CandleInterval }[] = [
  { level: 'basic', interval: '1d' },
  { level: 'basic', interval: '4h' },
  { level: 'basic', interval: '1h' },
  { level: 'enhanced', interval: '1d' },
];

describe.each(fullLines)('the line of $interval in the text $level', ({ level, interval }) => {
  const { rsi14, macd, ma20, ma50, atr14, volumeZ } = market.series[interval].indicators;

  it.each([
    { field: 'RSI14', text: ` RSI${Math.round(known(rsi14))} ` },
    { field: 'MACD line', text: ` MACD${priceText(known(macd).line)}/` },
    { field: 'MACD signal', text: `/${priceText(known(macd).signal)}/` },
    { field: 'MACD histogram', text: `/${priceText(known(macd).histogram)} ` },
    { field: 'MA20', text: ` MA${priceText(known(ma20))}/` },
    { field: 'MA50', text: `/${priceText(known(ma50))} ` },
    { field: 'ATR14', text: ` ATR${priceText(known(atr14))} ` },
    { field: 'volume z', text: ` vol${signedHundredths(known(volumeZ))} ` },
  ])('names $field', ({ text }) => {
    expect(`${lineOf(level, interval)} `).toContain(text);
  });
});

describe.each(['4h', '1h'] as const)('the short line of %s in the text enhanced', (interval) => {
  const { indicators, distanceToMa50Fraction } = market.series[interval];

  it.each([
    { field: 'RSI', text: ` RSI${Math.round(known(indicators.rsi14))} ` },
    { field: 'MACD histogram', text: ` hist${signedPriceText(known(indicators.macd).histogram)} ` },
    { field: 'distance to MA50', text: ` MA50${basisPoints(known(distanceToMa50Fraction))} ` },
  ])('names $field', ({ text }) => {
    expect(`${lineOf('enhanced', interval)} `).toContain(text);
  });
});

describe('the rows of the text enhanced', () => {
  const rows = renderSymbol(market, 'enhanced').split('\n').slice(-15);

  it('are announced with their number, and stand for the key candles in order of time', () => {
    expect(renderSymbol(market, 'enhanced')).toContain('\n15 of 180 days:\n');
    expect(rows.map((row) => row.split(' ')[0])).toEqual(market.keyCandles.map(({ candle }) => dayText(candle.openedAt)));
  });

  it('name the close, the prices that made them notable, the tags and the pattern', () => {
    for (const [index, { candle, tags, pattern, notablePrices }] of market.keyCandles.entries()) {
      const row = `${rows[index]} `;
      expect(row).toContain(` ${priceText(candle.close)} `);
      expect(row).toContain(` ${tags.join(' ')} `);
      if (pattern !== null) expect(row).toContain(` ${pattern} `);
      for (const price of notablePrices) expect(row).toContain(` ${price.charAt(0)}${priceText(candle[price])} `);
    }
    expect(market.keyCandles.flatMap(({ notablePrices }) => notablePrices)).toEqual(expect.arrayContaining(['high', 'low']));
  });

  it('name the volume where that is the reason, and only there', () => {
    const loud = market.keyCandles.flatMap(({ candle, tags }, index) =>
      tags.includes('V') ? [{ candle, row: rows[index] }] : [],
    );
    expect(loud.length).toBeGreaterThan(0);
    for (const { candle, row } of loud) expect(row).toContain(` v${significantDigits(candle.volume, 4)} `);
    expect(rows.filter((row) => / v\d/.test(row))).toHaveLength(loud.length);
  });
});

describe('what a market lacks', () => {
  const DAY_ONE = Date.UTC(2024, 0, 1);

  function young(days: number, change: (hour: number) => boolean = () => true): MarketFacts {
    const preparer = new DataPreparer({ symbols: ['SOLUSDT'] });
    const candles = generatedCandles({ seed: 5, from: DAY_ONE, count: days * 24 }).filter((_, hour) => change(hour));
    preparer.accept('SOLUSDT', candles);
    return marketOf(preparer.prepare(DAY_ONE + days * DAY_MS), 'SOLUSDT');
  }

  it.each(['basic', 'enhanced'] as const)('is said to be unknown in the text %s, with the reason', (level) => {
    const lines = renderSymbol(young(30), level).split('\n');
    expect(lines).toContain('1d -: 30 of 250 candles are known');
    expect(lines).toContain('4h -: 180 of 250 candles are known');
    expect(lines[0]).toContain('regime - bias - corr-/-');
    expect(lines.some((line) => line.startsWith('1h RSI'))).toBe(true);
  });

  it('is said of a first day, too', () => {
    const preparer = new DataPreparer({ symbols: ['SOLUSDT'] });
    preparer.accept('SOLUSDT', generatedCandles({ seed: 5, from: DAY_ONE, count: 2 }));
    const text = renderSymbol(marketOf(preparer.prepare(DAY_ONE + 2 * HOUR_MS), 'SOLUSDT'), 'enhanced');
    expect(text).toContain('24h- 6m high- low- regime');
    expect(text).toContain('0 of 0 days:');
  });

  it('makes it untradable when hours are missing, and that stands below its price', () => {
    const [, second] = renderSymbol(
      young(30, (hour) => hour !== 100),
      'basic',
    ).split('\n');
    expect(second).toMatch(/^not tradable: no candle of the hour from 2024-01-05 04:00, and no other market/);
  });
});

describe('halts of the exchange', () => {
  const FROM = Date.UTC(2023, 2, 20);

  it.each([
    { days: 14, told: true },
    { days: 22, told: false },
  ])('are told for two weeks: $told after $days days', ({ days, told }) => {
    const preparer = new DataPreparer({ symbols: ['BTCUSDT'] });
    const halt = Date.UTC(2023, 2, 24, 13);
    preparer.accept(
      'BTCUSDT',
      generatedCandles({ seed: 5, from: FROM, count: days * 24 }).filter(({ openedAt }) => openedAt !== halt),
    );
    const text = renderSymbol(marketOf(preparer.prepare(FROM + days * DAY_MS), 'BTCUSDT'), 'basic');
    expect(text.includes('\nno candle of the hour from 2023-03-24 13:00: the exchange was halted\n')).toBe(told);
    expect(text).not.toContain('not tradable');
  });
});
