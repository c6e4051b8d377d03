import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SYMBOLS } from '../../../../src/domain/market-symbol.ts';
import { HOUR_MS, hourStart, MINUTE_MS, SECOND_MS } from '../../../../src/domain/time.ts';
import { SeededRandom } from '../../../../src/simulator/random.ts';
import { closedBefore, type FaultyHour, FIRST_HOUR, HISTORY_HOURS, openFaultyHour, START } from './faulty-hour.ts';

/** The stream may be silent for five seconds before it is believed dead, and the next look comes within five more. */
const SILENCE_MS_MAX = 12 * SECOND_MS;
const NEXT_HOUR = hourStart(START) + HOUR_MS;
const STREAM_FAULTS = ['stream-mute', 'stream-repeat', 'stream-drop', 'stream-reorder', 'stream-replay'] as const;

/** Minutes and seconds into the test's time. */
const at = (minutes: number, seconds = 0) => ({ afterMs: minutes * MINUTE_MS + seconds * SECOND_MS });

const ONE_AFTER_ANOTHER: readonly object[] = [
  { fault: 'stream-mute', ...at(8), forMs: 8 * MINUTE_MS },
  { fault: 'stream-repeat', ...at(18), forMs: 5 * MINUTE_MS, share: 0.5 },
  { fault: 'stream-drop', ...at(24), forMs: 5 * MINUTE_MS, share: 0.7 },
  { fault: 'stream-reorder', ...at(30), forMs: 5 * MINUTE_MS },
  { fault: 'stream-replay', ...at(36), forMs: 4 * MINUTE_MS, share: 0.3 },
  ...[41, 42, 43].map((minutes) => ({ fault: 'disconnect', ...at(minutes) })),
  { fault: 'shutdown', ...at(46), leadMs: 30 * SECOND_MS },
  { fault: 'disconnect', ...at(57, 58) },
  { fault: 'candle-delay', ...at(57), delayMs: 4 * SECOND_MS, forMs: 3 * MINUTE_MS },
];
const SILENT_AT_THE_HOUR: readonly object[] = [
  { fault: 'stream-mute', ...at(4, 30), forMs: MINUTE_MS },
  { fault: 'candle-delay', ...at(4), delayMs: 6 * SECOND_MS, forMs: 3 * MINUTE_MS },
];

/** Every fault of streams a few times, at any moment, for any time, over each other. */
function drawnFaults(seed: number): readonly object[] {
  const random = new SeededRandom(seed, 'stream-faults');
  const drawn = STREAM_FAULTS.flatMap((fault) =>
    [1, 2, 3].map(() => ({
      fault,
      afterMs: random.integer(MINUTE_MS, 58 * MINUTE_MS),
      forMs: random.integer(5 * SECOND_MS, 4 * MINUTE_MS),
      share: random.between(0.2, 1),
    })),
  );
  const cuts = [1, 2, 3, 4, 5, 6].map(() => ({ fault: 'disconnect', afterMs: random.integer(MINUTE_MS, 59 * MINUTE_MS) }));
  return [...drawn, ...cuts, { fault: 'shutdown', afterMs: random.integer(MINUTE_MS, 50 * MINUTE_MS), leadMs: 20 * SECOND_MS }];
}

async function livedThrough(faults: readonly object[], startAt = START): Promise<FaultyHour> {
  const hour = openFaultyHour(faults, startAt);
  onTestFinished(() => hour.stop.end());
  await hour.pass(NEXT_HOUR - startAt);
  return hour;
}

/** What the session of the next hour would read, and when it had it. */
async function readClosed(hour: FaultyHour) {
  const reading = Promise.all(
    DEFAULT_SYMBOLS.map((symbol) => hour.marketData.fetchCandles({ symbol, interval: '1h', from: FIRST_HOUR, asOf: NEXT_HOUR })),
  );
  await hour.pass(MINUTE_MS);
  return reading;
}

function expectPricesKeptComing(hour: FaultyHour): void {
  const { market } = hour.venue.account;
  for (const symbol of DEFAULT_SYMBOLS) {
    const told = hour.marks.filter((mark) => mark.symbol === symbol);
    let before = { toldAt: told[0]?.toldAt ?? 0, at: 0 };
    expect(before.toldAt - hour.venue.openedAt).toBeLessThan(SILENCE_MS_MAX);
    for (const mark of told) {
      const when = `${symbol} ${(mark.toldAt - START) / SECOND_MS} s after the start`;
      expect(mark.toldAt - before.toldAt, when).toBeLessThan(SILENCE_MS_MAX);
      expect(mark.at, when).toBeGreaterThanOrEqual(before.at);
      const ticks = market.ticksBetween(symbol, { from: mark.toldAt - SILENCE_MS_MAX, until: mark.toldAt });
      const traded = [market.lastTick(symbol, Math.floor(mark.toldAt - SILENCE_MS_MAX)), ...ticks];
      expect(
        traded.some((tick) => tick?.price.eq(mark.price)),
        when,
      ).toBe(true);
      before = mark;
    }
    expect(hour.clock.now() - before.toldAt).toBeLessThan(SILENCE_MS_MAX);
  }
}

async function expectSound(hour: FaultyHour): Promise<void> {
  const candles = await readClosed(hour);
  for (const [index, symbol] of DEFAULT_SYMBOLS.entries()) {
    const wanted = closedBefore(hour.storedCandles(symbol), NEXT_HOUR);
    expect(wanted.length).toBe(HISTORY_HOURS + 1);
    expect(candles[index], symbol).toEqual(wanted);
  }
  expectPricesKeptComing(hour);
  expect(hour.stop.bug()).toBeNull();
  expect(hour.said.filter((line) => line.includes('another candle'))).toEqual([]);
}

/** The minutes are those of `ONE_AFTER_ANOTHER`. */
function expectRestOnlyWhileMute(hour: FaultyHour): void {
  const sources = (from: number, until: number) => {
    const within = hour.marks.filter(({ toldAt }) => toldAt >= START + from * MINUTE_MS && toldAt < START + until * MINUTE_MS);
    return [...new Set(within.map(({ source }) => source))];
  };
  expect(sources(2, 8)).toEqual(['stream']);
  expect(sources(8.5, 16)).toEqual(['ticker']);
  expect(sources(19, 23)).toEqual(['stream']);
}

describe('the market feed, through an hour of faults of its stream', () => {
  it('keeps telling prices and reads the right candles, one fault after another', async () => {
    const hour = await livedThrough(ONE_AFTER_ANOTHER);
    await expectSound(hour);
    for (const fault of [...STREAM_FAULTS, 'disconnect', 'shutdown', 'candle-delay'])
      expect(hour.venue.faults.counts[fault], fault).toBeGreaterThan(0);
    const endings = new Set(hour.said);
    for (const ending of ['closed', 'no-news', 'replaced']) expect(endings).toContain(`the price stream changed: ${ending}`);
    expectRestOnlyWhileMute(hour);
  });

  it('reads the right candles when the stream is silent while the hour ends, and its candle is late', async () => {
    await expectSound(await livedThrough(SILENT_AT_THE_HOUR, NEXT_HOUR - 5 * MINUTE_MS));
  });

  it.each([1, 2])('keeps telling prices and reads the right candles with faults drawn from seed %i', async (seed) => {
    const hour = await livedThrough(drawnFaults(seed));
    await expectSound(hour);
    for (const fault of STREAM_FAULTS) expect(hour.venue.faults.counts[fault], fault).toBeGreaterThan(0);
  });
});
