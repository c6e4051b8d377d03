import type { IntegrityFinding } from '../domain/integrity-finding.ts';
import { type DurationMs, type EpochMs, HOUR_MS, hourStart, minuteText } from '../domain/time.ts';
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
  const halts = findings.filter(({ tolerated }) => tolerated);
  const holes = findings.filter(({ tolerated }) => !tolerated);
  const firstUnnamed = holes[GAPS_NAMED_MAX];
  if (firstUnnamed === undefined) return findings;
  const others = { ...firstUnnamed, text: `${holes.length - GAPS_NAMED_MAX} more gaps` };
  return [...halts, ...holes.slice(0, GAPS_NAMED_MAX), others];
}

/** A gap that candles left out have made is told as those. */
function isExplained({ leftOut }: MarketHistory, { from, until }: SeriesGap): boolean {
  for (let hour = from; hour < until; hour += HOUR_MS) if (!leftOut.has(hour)) return false;
  return true;
}

function gapFinding(gap: SeriesGap, { others }: IntegrityQuestion): IntegrityFinding {
  const hours = (gap.until - gap.from) / HOUR_MS;
  const what = `no candle of the ${hours === 1 ? 'hour' : `${hours} hours`} from ${minuteText(gap.from)}`;
  const witnesses = others.filter(({ hourly }) => hourly.candles.openedAt(0) < gap.from);
  const trading = witnesses.find((witness) => candlesWithin(witness, gap) > 0);
  if (trading !== undefined) return hole(gap, `${what}, although ${trading.symbol} has one`);
  if (witnesses.length > 0 || isKnownHalt(gap))
    return { check: 'halt', tolerated: true, at: gap.from, text: `${what}: the exchange was halted` };
  return hole(gap, `${what}, and no other market is there to tell a halt of the exchange`);
}

function hole({ from }: SeriesGap, text: string): IntegrityFinding {
  return { check: 'gap', tolerated: false, at: from, text };
}

function candlesWithin({ hourly }: MarketHistory, { from, until }: SeriesGap): number {
  return hourly.candles.countOpenedBefore(until) - hourly.candles.countOpenedBefore(from);
}

/** Two markets never trade alike to the last digit: where they do, one of them holds the candles of the other. */
function wrongSymbolFindings({ history, others, asOf }: IntegrityQuestion): readonly IntegrityFinding[] {
  const index = history.hourly.countClosedBefore(asOf) - 1;
  const twin = others.find((other) => isSameCandle(history, { other, index }));
  if (twin === undefined) return [];
  const at = history.hourly.candles.openedAt(index);
  return [
    { check: 'wrong-symbol', tolerated: false, at, text: `the newest candle is that of ${twin.symbol}, number for number` },
  ];
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
  const { hourly } = history;
  const nextAt = hourly.candles.openedAt(hourly.countClosedBefore(asOf) - 1) + HOUR_MS;
  const ageMs = asOf - nextAt + 1;
  if (ageMs <= AGE_MAX_MS) return [];
  const what = `the newest candle closed ${(ageMs / HOUR_MS).toFixed(1)} hours before ${minuteText(asOf)}`;
  return [{ check: 'stale', tolerated: false, at: nextAt, text: `${what}${whyStale({ nextAt, others, asOf })}` }];
}

function whyStale({ nextAt, others, asOf }: Pick<IntegrityQuestion, 'others' | 'asOf'> & { readonly nextAt: EpochMs }): string {
  if (isKnownHalt({ from: nextAt, until: hourStart(asOf) })) return ': the exchange was halted';
  const isAlone = others.some(({ hourly }) => hourly.countClosedBefore(asOf) > hourly.candles.countOpenedBefore(nextAt));
  return others.length === 0 || isAlone ? '' : ', and no market has a newer one';
}
