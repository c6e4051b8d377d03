import type { CandleInterval } from '../domain/candle.ts';
import type { ContextLevel } from '../domain/context-level.ts';
import type { KeyCandle } from '../domain/key-candle.ts';
import type { BitcoinCorrelation, MarketFacts } from '../domain/market-data-set.ts';
import { baseAssetOf } from '../domain/market-symbol.ts';
import { DAY_MS, type DurationMs } from '../domain/time.ts';
import { dayText } from './day-text.ts';
import { basisPoints, hundredths, priceText, signedHundredths, signedPriceText } from './number-text.ts';
import { significantDigits } from './significant-digits.ts';

/** Halts longer ago than this are in the findings, not in the text. */
const HALT_TOLD_MS: DurationMs = 14 * DAY_MS;

/** What is told of one market; each a list of lines. */
type Section = (market: MarketFacts) => readonly string[];

/** What each level tells, in this order. */
const TECHNICAL: Readonly<Record<ContextLevel, readonly Section[]>> = {
  basic: [findingLines, indicatorLine('1d'), indicatorLine('4h'), indicatorLine('1h')],
  enhanced: [findingLines, indicatorLine('1d'), shortLine('4h'), shortLine('1h'), keyCandleLines],
};

/** All that a level tells of a market. */
export function renderSymbol(market: MarketFacts, level: ContextLevel): string {
  return [`${priceWords(market)} ${moodWords(market)}`, ...technicalLines(market, level)].join('\n');
}

/** Candles and indicators alone. */
export function renderTechnical(market: MarketFacts, level: ContextLevel): string {
  return [priceWords(market), ...technicalLines(market, level)].join('\n');
}

/** How the market stands among the others. */
export function renderMood(market: MarketFacts): string {
  return `${baseAssetOf(market.symbol)} ${changeWords(market)} ${moodWords(market)}`;
}

function technicalLines(market: MarketFacts, level: ContextLevel): readonly string[] {
  return TECHNICAL[level].flatMap((section) => section(market));
}

function priceWords(market: MarketFacts): string {
  const { symbol, close, distanceToHighFraction, distanceToLowFraction } = market;
  const high = distanceToHighFraction === null ? '-' : basisPoints(distanceToHighFraction);
  const low = distanceToLowFraction === null ? '-' : basisPoints(distanceToLowFraction);
  return `${baseAssetOf(symbol)} price ${significantDigits(close, 5)} ${changeWords(market)} 6m high${high} low${low}`;
}

function changeWords({ changeFraction24h }: MarketFacts): string {
  return `24h${changeFraction24h === null ? '-' : basisPoints(changeFraction24h)}`;
}

function moodWords({ regime, bias, bitcoinCorrelation }: MarketFacts): string {
  return `regime ${regime ?? '-'} bias ${bias ?? '-'} corr${correlationText(bitcoinCorrelation)}`;
}

function correlationText({ daily30, hourly48 }: BitcoinCorrelation): string {
  return [daily30, hourly48].map((value) => (value === null ? '-' : hundredths(value))).join('/');
}

function findingLines({ integrity, closedAt }: MarketFacts): readonly string[] {
  const told = integrity.filter(({ tolerated, at }) => !tolerated || at > closedAt - HALT_TOLD_MS);
  return told.map(({ tolerated, text }) => (tolerated ? text : `not tradable: ${text}`));
}

function indicatorLine(interval: CandleInterval): Section {
  return ({ series }) => {
    const { rsi14, macd, ma20, ma50, atr14, volumeZ, missing } = series[interval].indicators;
    if (rsi14 === null || macd === null || ma20 === null || ma50 === null || atr14 === null)
      return [`${interval} -: ${missing ?? ''}`];
    const convergence = [macd.line, macd.signal, macd.histogram].map(priceText).join('/');
    const volume = volumeZ === null ? '-' : signedHundredths(volumeZ);
    return [
      `${interval} RSI${Math.round(rsi14)} MACD${convergence} MA${priceText(ma20)}/${priceText(ma50)} ATR${priceText(atr14)} vol${volume}`,
    ];
  };
}

function shortLine(interval: CandleInterval): Section {
  return ({ series }) => {
    const { indicators, distanceToMa50Fraction } = series[interval];
    const { rsi14, macd, missing } = indicators;
    if (rsi14 === null || macd === null || distanceToMa50Fraction === null) return [`${interval} -: ${missing ?? ''}`];
    return [
      `${interval} RSI${Math.round(rsi14)} hist${signedPriceText(macd.histogram)} MA50${basisPoints(distanceToMa50Fraction)}`,
    ];
  };
}

function keyCandleLines({ series, keyCandles }: MarketFacts): readonly string[] {
  return [`${keyCandles.length} of ${series['1d'].length} days:`, ...keyCandles.map(keyCandleRow)];
}

function keyCandleRow({ candle, tags, pattern, notablePrices }: KeyCandle): string {
  const prices = notablePrices.map((price) => `${price.charAt(0)}${priceText(candle[price])}`);
  const volume = tags.includes('V') ? [`v${significantDigits(candle.volume, 4)}`] : [];
  const patterns = pattern === null ? [] : [pattern];
  return [dayText(candle.openedAt), priceText(candle.close), ...prices, ...volume, ...tags, ...patterns].join(' ');
}
