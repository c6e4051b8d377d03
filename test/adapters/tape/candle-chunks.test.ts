import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleChunks } from '../../../src/adapters/tape/candle-chunks.ts';
import { findReads } from '../../../src/adapters/tape/taped-reads.ts';
import type { Candle } from '../../../src/domain/candle.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/time.ts';
import type { TapedCandles } from '../../../src/ports/tape.ts';

const START = Date.UTC(2024, 0, 20);

describe('chunks of candles', () => {
  it('give back every candle in the order in which it was read, over months, gaps and candles that came late', async () => {
    const hours = fc.array(fc.integer({ min: 0, max: 90 * 24 }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(hours, fc.integer({ min: 1, max: 5 }), async (read, sessions) => {
        const candles = read.map(candleAt);
        const chunks = new CandleChunks();
        const kept = new Map<string, string>();
        let manifest: TapedCandles | null = null;
        for (let session = 0; session < sessions; session += 1) {
          const part = Math.ceil(candles.length / sessions);
          chunks.note('BTCUSDT', candles.slice(session * part, (session + 1) * part));
          const made = chunks.manifest(START + ((session + 1) * 90 * DAY_MS) / sessions);
          for (const [name, text] of made.texts) kept.set(name, text);
          chunks.settle();
          manifest = made.candles;
        }
        expect(await readBack(manifest, kept)).toEqual(candles);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same text for ever once their month is over, and new for the running day alone', () => {
    const chunks = new CandleChunks();
    chunks.note(
      'BTCUSDT',
      Array.from({ length: 30 * 24 }, (_, hour) => candleAt(hour)),
    );
    const first = chunks.manifest(START + 30 * DAY_MS);
    chunks.settle();
    chunks.note('BTCUSDT', [candleAt(30 * 24)]);
    const next = chunks.manifest(START + 30 * DAY_MS + HOUR_MS);
    expect(next.candles.past).toBe(first.candles.past);
    expect(next.candles.today['BTCUSDT']).toHaveLength(1);
    // January is kept; the days of February and the list are told each time.
    expect(next.texts.size).toBe(18 + 1);
  });

  it('are told again while nobody has kept them', () => {
    const chunks = new CandleChunks();
    chunks.note('BTCUSDT', [candleAt(0)]);
    const first = chunks.manifest(START + 40 * DAY_MS);
    expect(chunks.manifest(START + 40 * DAY_MS).texts).toEqual(first.texts);
  });
});

function candleAt(hour: number): Candle {
  return { openedAt: START + hour * HOUR_MS, open: 1.1, high: 2, low: 0.00001234, close: 1.5 + hour, volume: hour };
}

async function readBack(candles: TapedCandles | null, kept: ReadonlyMap<string, string>): Promise<readonly Candle[]> {
  if (candles === null) throw new Error('no manifest was made');
  const texts = new Map([...kept, ['marks', '[]'], ['circumstances', '{}']]);
  const found = await findReads(
    { textOf: (name) => texts.get(name) ?? null },
    {
      sessionId: '20240420T00',
      asOf: START,
      outset: { at: START, upTo: 1 },
      fearGreed: { tag: 'missing', reason: 'none' },
      marks: 'marks',
      circumstances: 'circumstances',
      candles,
    },
    { get: () => Promise.resolve(null) },
  );
  return found.candles.get('BTCUSDT') ?? [];
}
