import type { IntegrityFinding } from '../domain/integrity-finding.ts';
import { type DurationMs, type EpochMs, HOUR_MS, minuteText } from '../domain/time.ts';
import { isKnownHalt } from './known-halts.ts';
import type { MarketHistory } from './market-history.ts';
import type { SeriesGap } from './series-gap.ts';

/** A market whose newest candle closed longer ago than this must not be traded. */
const AGE_MAX_MS: DurationMs = 2 * HOUR_MS;
const GAPS_NAMED_MAX = 5;

export interface IntegrityQuestion {
  readonly history: MarketHistory;
  /** The other markets, which tell a halt of the exchange from a hole in the data. */
  readonly others: readonly MarketHistory[];
  /** Opening time of the oldest candle that is shown. */
  readonly from: EpochMs;
  readonly asOf: EpochMs;
}

/**
 * Judges the hours that a snapshot shows, of which the longer candles are made. Hours that every market lacks, or in which the exchange
 * is known to have stood still, are a halt: tolerated and named. Everything else makes the market untradable.
 */
export function checkIntegrity(question: IntegrityQuestion): readonly IntegrityFinding[] {
  return [
    ...question.history.leftOut.findings(question),
    ...gapFindings(question),
    ...wrongSymbolFindings(question),
    ...staleFindings(question),
  ];
}

function gapFindings(question: IntegrityQuestion): readonly IntegrityFinding[] {
  const { history, from, asOf } = question;
  const gaps = history.gapsBetween({ from, before: asOf - HOUR_MS + 1 }).filter((gap) => !isExplained(history, gap));
  const findings = gaps.map((gap) => gapFinding(gap, question));
  const untolerated = findings.filter(({ tolerated }) => !tolerated);
  const tooMany = untolerated.length - GAPS_NAMED_MAX;
  if (tooMany <= 0) return findings;
  const named = findings.filter((finding) => finding.tolerated || untolerated.indexOf(finding) < GAPS_NAMED_MAX);
  return [...named, { check: 'gap', tolerated: false, text: `${tooMany} more gaps` }];
}

/** A gap that candles left out have made is told as those. */
function isExplained({ leftOut }: MarketHistory, { from, until }: SeriesGap): boolean {
  for (let hour = from; hour < until; hour += HOUR_MS) if (!leftOut.has(hour)) return false;
  return true;
}

function gapFinding(gap: SeriesGap, { others }: IntegrityQuestion): IntegrityFinding {
  const hours = (gap.until - gap.from) / HOUR_MS;
  const what = `no candle of the ${hours === 1 ? 'hour' : `${hours} hours`} from ${minuteText(gap.from)}`;
  const witnesses = others.filter((other) => (other.hourly.candles.openedAt(0) ?? gap.from) < gap.from);
  const trading = witnesses.find((witness) => candlesWithin(witness, gap) > 0);
  if (trading !== undefined) return { check: 'gap', tolerated: false, text: `${what}, although ${trading.symbol} has some` };
  if (witnesses.length > 0 || isKnownHalt(gap)) return { check: 'halt', tolerated: true, text: `${what}: the exchange was halted` };
  return { check: 'gap', tolerated: false, text: `${what}, and no other market to tell whether the exchange was halted` };
}

function candlesWithin({ hourly }: MarketHistory, { from, until }: SeriesGap): number {
  return hourly.candles.countOpenedBefore(until) - hourly.candles.countOpenedBefore(from);
}

/** Two markets never trade alike to the last digit: where they do, one of them holds the candles of the other. */
function wrongSymbolFindings({ history, others, asOf }: IntegrityQuestion): readonly IntegrityFinding[] {
  const count = history.hourly.countClosedBefore(asOf);
  const twin = others.find((other) => isSameCandle(history, { other, index: count - 1 }));
  if (twin === undefined) return [];
  return [{ check: 'wrong-symbol', tolerated: false, text: `the newest candle is that of ${twin.symbol}, number for number` }];
}

function isSameCandle(
  { hourly: { candles } }: MarketHistory,
  { other, index }: { readonly other: MarketHistory; readonly index: number },
): boolean {
  const found = other.hourly.candles.indexOf(candles.openedAt(index));
  if (found === -1 || other.hourly.candles.close(found) !== candles.close(index)) return false;
  const one = candles.candleAt(index);
  const two = other.hourly.candles.candleAt(found);
  return one.volume > 0 && one.open === two.open && one.high === two.high && one.low === two.low && one.volume === two.volume;
}

function staleFindings({ history, others, asOf }: IntegrityQuestion): readonly IntegrityFinding[] {
  const { candles } = history.hourly;
  const nextAt = candles.openedAt(history.hourly.countClosedBefore(asOf) - 1) + HOUR_MS;
  const ageMs = asOf - nextAt + 1;
  if (ageMs <= AGE_MAX_MS) return [];
  const text = `the newest candle closed ${(ageMs / HOUR_MS).toFixed(1)} hours before ${minuteText(asOf)}`;
  const isHalted = isKnownHalt({ from: nextAt, until: nextAt + HOUR_MS }) || (others.length > 0 && others.every((other) => !hasCandle(other, { from: nextAt, asOf })));
  return [{ check: 'stale', tolerated: false, text: isHalted ? `${text}; no market has a newer one, the exchange may be halted` : text }];
}
