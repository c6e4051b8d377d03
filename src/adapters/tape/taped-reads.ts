import type { Candle } from '../../domain/candle.ts';
import { Fault } from '../../domain/fault.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Mark, Marks } from '../../domain/position.ts';
import type { FearGreed } from '../../domain/sentiment.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { CandleRow, Circumstances, Moment, Tape, TapedCandles, TapedReads, TextHash } from '../../ports/tape.ts';
import { type ChunkNames, candlesOfRows } from './candle-chunks.ts';
import { fromExactText } from './exact-text.ts';
import type { TextSource } from './read-tape.ts';

/** The reads of a session with all that its tape only names. */
export interface FoundReads {
  readonly asOf: EpochMs;
  readonly outset: Moment;
  readonly fearGreed: FearGreed;
  readonly marks: Marks;
  readonly circumstances: Circumstances;
  /** In the order in which they were read. */
  readonly candles: ReadonlyMap<MarketSymbol, readonly Candle[]>;
}

/** @throws Fault `no-data` naming what is no longer kept, `bad-payload` for what does not match its name. */
export async function findReads(tape: Pick<Tape, 'textOf'>, reads: TapedReads, blobs: TextSource): Promise<FoundReads> {
  const find = async (name: TextHash, what: string): Promise<string> => {
    const text = tape.textOf(name) ?? (await blobs.get(name));
    if (text === null)
      throw new Fault('no-data', `the tape of ${reads.sessionId} is not whole: ${what} (${name}) is no longer kept`);
    return text;
  };
  const marks = fromExactText<readonly Mark[]>(await find(reads.marks, 'its prices'));
  return {
    asOf: reads.asOf,
    outset: reads.outset,
    fearGreed: reads.fearGreed,
    marks: new Map(marks.map((mark) => [mark.symbol, mark])),
    circumstances: fromExactText<Circumstances>(await find(reads.circumstances, 'its configuration')),
    candles: await findCandles(reads.candles, find),
  };
}

/** The names of all texts that a session's reads need, those of the candles included. */
export async function namesOfReads(
  reads: TapedReads,
  textOf: (name: TextHash) => Promise<string | null>,
): Promise<readonly TextHash[]> {
  const { marks, circumstances, candles } = reads;
  const past = await textOf(candles.past);
  const chunks = past === null ? [] : Object.values(JSON.parse(past) as ChunkNames).flat();
  return [marks, circumstances, candles.past, ...chunks];
}

async function findCandles(
  { past, today }: TapedCandles,
  find: (name: TextHash, what: string) => Promise<string>,
): Promise<ReadonlyMap<MarketSymbol, readonly Candle[]>> {
  const found = new Map<MarketSymbol, readonly Candle[]>();
  const names = JSON.parse(await find(past, 'the list of its candles')) as ChunkNames;
  for (const [symbol, chunks] of Object.entries(names) as [MarketSymbol, readonly TextHash[]][]) {
    const rows: CandleRow[] = [];
    for (const chunk of chunks) rows.push(...(JSON.parse(await find(chunk, `candles of ${symbol}`)) as readonly CandleRow[]));
    found.set(symbol, candlesOfRows([...rows, ...(today[symbol] ?? [])]));
  }
  return found;
}
