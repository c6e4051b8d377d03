import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Candle } from '../../src/domain/candle.ts';
import type { FactOf, JournalEntry, JournalFactKind } from '../../src/domain/journal-entry.ts';
import { DAY_MS, type EpochMs, HOUR_MS, isoDate } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { runSteward } from '../support/run-steward.ts';
import { generatedStoredMarket, type StoredMarket, writeStoredMarket } from '../support/stored-market.ts';
import { type JournalLine, readJournalLines, replayInProcess } from './replay-rig.ts';

/** The rules want 251 daily candles before they trade. */
const HISTORY_FROM = Date.UTC(2024, 0, 1);
const FROM = HISTORY_FROM + 260 * DAY_MS;
const TO = FROM + 10 * DAY_MS;
const SESSIONS = 240;
/** In this market there are entries, hit stops and refusals. */
const MARKET = generatedStoredMarket({ seed: 2, from: HISTORY_FROM, count: 270 * 24 });
/** Tight enough that the guard refuses some of what is proposed. */
const LIMITS = 'limits:\n  entriesPerDayMax: 1\n  openPositionsMax: 2\n';
const MAKER_TAKER_FRACTION = 0.001;
const PATIENCE_MS = 60_000;

let candles = '';
let config = '';
let out = '';
let lines: readonly JournalLine[] = [];

async function replayAsUser(): Promise<string> {
  const folder = join(artefactFolder('replay'), 'out');
  const period = ['--from', isoDate(FROM), '--to', isoDate(TO)];
  const { code, stderr } = await runSteward(['replay', '--candles', candles, ...period, '--config', config, '--out', folder]);
  expect(code, stderr).toBe(0);
  return folder;
}

function replayMarket(market: StoredMarket, { to = TO } = {}): Promise<readonly JournalLine[]> {
  const changed = writeStoredMarket(market, artefactFolder('candles'));
  return replayInProcess({ candles: changed, config, from: FROM, to });
}

function factsOf<Kind extends JournalFactKind>(
  kind: Kind,
  of = lines,
): readonly { readonly entry: JournalEntry; readonly fact: FactOf<Kind> }[] {
  return of.flatMap(({ entry }) => (entry.fact.kind === kind ? [{ entry, fact: entry.fact as FactOf<Kind> }] : []));
}

beforeAll(async () => {
  candles = writeStoredMarket(MARKET, artefactFolder('candles'));
  config = artefactFolder('config');
  writeFileSync(join(config, 'steward.yaml'), LIMITS);
  out = await replayAsUser();
  lines = readJournalLines(join(out, 'journal'));
}, PATIENCE_MS);

describe('a replay of stored candles', () => {
  it('holds what the tests below are about: entries, hit stops and refusals', () => {
    const reasons = factsOf('fill-booked').map(({ fact }) => fact.reason);
    expect(reasons).toContain('signal');
    expect(reasons).toContain('protection');
    expect(factsOf('signal-assessed').some(({ fact }) => fact.verdict.tag === 'refused')).toBe(true);
  });

  it('writes the same bytes in every file when it is run again', { timeout: PATIENCE_MS }, async () => {
    const again = await replayAsUser();
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const names = files.map((file) => join(file.parentPath, file.name).slice(out.length));
    expect(names.sort()).toEqual(['/journal/00000001.jsonl', '/portfolio_update.csv', '/summary.json', '/trade_log.csv']);
    for (const name of names) expect(readFileSync(join(again, name)).equals(readFileSync(join(out, name))), name).toBe(true);
  });

  it('is the same within a process as from the command line', async () => {
    const inProcess = await replayMarket(MARKET);
    expect(inProcess.at(-1)?.text).toBe(lines.at(-1)?.text);
    expect(inProcess.length).toBe(lines.length);
  });

  it('leaves a sound journal, of which export makes the CSV files anew', { timeout: PATIENCE_MS }, async () => {
    const folder = join(artefactFolder('export'), 'csv');
    const [verified, exported] = await Promise.all([
      runSteward(['verify', '--data-dir', out]),
      runSteward(['export', '--data-dir', out, '--out', folder]),
    ]);
    expect(verified.code, verified.stderr).toBe(0);
    expect(verified.stdout).toContain(`The journal is sound: ${lines.length} entries`);
    expect(exported.code, exported.stderr).toBe(0);
    for (const name of ['portfolio_update.csv', 'trade_log.csv']) {
      expect(readFileSync(join(folder, name), 'utf8'), name).toBe(readFileSync(join(out, name), 'utf8'));
    }
  });

  it('sums up what its journal and its candles say', () => {
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    const equity = [10_000, ...factsOf('equity-marked').map(({ fact }) => Number(fact.equity))];
    const fills = factsOf('fill-booked').map(({ fact }) => fact);
    const ordersOf = (of: typeof fills) => new Set(of.map(({ fill }) => fill.clientOrderId)).size;
    const turnover = fills.reduce((sum, { fill }) => sum + Number(fill.price) * Number(fill.quantity), 0);
    const finalEquity = equity.at(-1) ?? Number.NaN;
    expect(summary).toMatchObject({
      period: { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
      sessions: SESSIONS,
      trades: ordersOf(fills),
      stopsHit: ordersOf(fills.filter(({ reason }) => reason === 'protection')),
      startEquity: 10_000,
      finalEquity,
      guard: refusalsInJournal(),
    });
    expect(summary.return).toBeCloseTo(finalEquity / 10_000 - 1, 9);
    expect(summary.btcReturn).toBeCloseTo(closeBefore(TO) / closeBefore(FROM) - 1, 9);
    expect(summary.maxDrawdown).toBeCloseTo(deepestFall(equity), 9);
    expect(summary.fees).toBeCloseTo(turnover * MAKER_TAKER_FRACTION, 2);
    expect(JSON.parse(lines.at(-1)?.text ?? '')).toMatchObject({ hash: summary.hash });
  });

  it('runs one session for each hour, each of them to its end', () => {
    const hours = Array.from({ length: SESSIONS }, (_, index) => FROM + index * HOUR_MS);
    expect(factsOf('session-started').map(({ fact }) => fact.slotAt)).toEqual(hours);
    expect(factsOf('session-closed').every(({ fact }) => fact.outcome.tag === 'completed')).toBe(true);
  });
});

/** Every pair of an earlier and a later equity, without the notion of a peak. */
function deepestFall(equity: readonly number[]): number {
  return Math.max(...equity.flatMap((earlier, index) => equity.slice(index).map((later) => 1 - later / earlier)));
}

function closeBefore(at: EpochMs): number {
  return MARKET.get('BTCUSDT')?.find(({ openedAt }) => openedAt === at - HOUR_MS)?.close ?? Number.NaN;
}

function refusalsInJournal(): Readonly<Record<string, number>> {
  const codes = lines.flatMap(({ entry: { fact } }) => {
    if (fact.kind === 'signal-assessed' && fact.verdict.tag === 'refused') return fact.verdict.reasons.map(({ code }) => code);
    if (fact.kind === 'proposal-changed' && fact.state.tag === 'blocked') return fact.state.reasons.map(({ code }) => code);
    return [];
  });
  return Object.fromEntries([...new Set(codes)].map((code) => [code, codes.filter((other) => other === code).length]));
}

describe('what a replay knows of the time to come', () => {
  it('is nothing: other candles from an hour on change its journal only where an order of that hour meets them', async () => {
    for (const at of hoursToTry()) {
      const difference = await firstDifference({ at, change: (candle) => scaled(candle, 0.97) });
      expect(difference.at, `nothing before ${isoHour(at)} differs`).toBeGreaterThanOrEqual(at);
      // At its own instant an order meets the open of the candle that begins there. The first fill of the hour is the first that may
      // differ: it comes after everything that was known, said, judged and sent.
      if (difference.at === at) expect(difference.fact.kind).toBe('fill-booked');
    }
  });

  it('does differ at the instant of an entry, which fills at the open of the candle that begins there', async () => {
    const [at = Number.NaN] = entryHours();
    const changed = await replayMarket(
      marketFrom(at, (candle) => scaled(candle, 0.97)),
      { to: at + HOUR_MS },
    );
    const fillOf = (of: readonly JournalLine[]) => factsOf('fill-booked', of).find(({ entry }) => entry.at === at)?.fact.fill;
    expect(Number(fillOf(changed)?.price)).toBeCloseTo(Number(fillOf(lines)?.price) * 0.97, 0);
  });

  it('is nothing of how high and low an hour will go: not even an order of that instant can tell', async () => {
    for (const at of hoursToTry()) {
      const difference = await firstDifference({ at, change: stretched });
      expect(difference.at, `nothing up to ${isoHour(at)} differs`).toBeGreaterThan(at);
    }
  });
});

/** Hours in which something is bought, and hours in which nothing happens. */
function hoursToTry(): readonly EpochMs[] {
  return [...entryHours().slice(0, 2), FROM + HOUR_MS];
}

function entryHours(): readonly EpochMs[] {
  return factsOf('fill-booked').flatMap(({ entry, fact }) => (fact.fill.side === 'buy' ? [entry.at] : []));
}

function marketFrom(at: EpochMs, change: (candle: Candle) => Candle): StoredMarket {
  return new Map(
    [...MARKET].map(([symbol, list]) => [symbol, list.map((candle) => (candle.openedAt < at ? candle : change(candle)))]),
  );
}

function scaled(candle: Candle, factor: number): Candle {
  const { open, high, low, close } = candle;
  return { ...candle, open: open * factor, high: high * factor, low: low * factor, close: close * factor };
}

function stretched(candle: Candle): Candle {
  return { ...candle, high: candle.high * 1.2, low: candle.low * 0.8 };
}

/**
 * The first entry that is not written the same way when the candles from `at` on are others, replayed a little further than `at`. The next
 * hour knows the first of them, so that there is one: a test that found none would prove nothing.
 */
async function firstDifference({
  at,
  change,
}: {
  readonly at: EpochMs;
  readonly change: (candle: Candle) => Candle;
}): Promise<JournalEntry> {
  const changed = await replayMarket(marketFrom(at, change), { to: at + 2 * HOUR_MS });
  // The last line marks the books at the end of the shorter period.
  const difference = changed.slice(0, -1).find(({ text }, index) => text !== lines[index]?.text);
  if (difference === undefined) throw new Error(`the changed market shows nowhere in ${changed.length} lines`);
  return difference.entry;
}

function isoHour(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 13);
}
