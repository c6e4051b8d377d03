import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { FearGreed } from '../../domain/sentiment.ts';
import { type EpochMs, parseUtc } from '../../domain/time.ts';
import type { SentimentSource } from '../../ports/sentiment-source.ts';
import { AbsentFearGreed } from './absent-fear-greed.ts';
import { chooseReading, type FearGreedReading } from './choose-reading.ts';

const FILE = 'fear-greed.csv';
const HEADER = 'date,value,classification';
const ROW = /^(\d{4}-\d{2}-\d{2}),(\d{1,3}),([A-Za-z ]{1,40})$/;

/** Stored values of the index, each known from 00:00 UTC of its day on. */
export class ArchiveFearGreed implements SentimentSource {
  readonly #readings: readonly FearGreedReading[];

  /** `readings` are in order of time. */
  constructor(readings: readonly FearGreedReading[]) {
    this.#readings = readings;
  }

  async fetchFearGreed(asOf: EpochMs): Promise<FearGreed> {
    const newest = this.#readings[this.#countPublishedBy(asOf) - 1];
    return chooseReading(newest === undefined ? [] : [newest], asOf);
  }

  #countPublishedBy(asOf: EpochMs): number {
    let low = 0;
    let high = this.#readings.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#readings[middle]?.publishedAt ?? Number.POSITIVE_INFINITY) <= asOf) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Loads `fear-greed.csv` (date, value from 0 to 100, classification; a day a line, oldest first) of a folder of stored candles.
 * @returns a source that says so when the folder has none.
 * @throws Fault `bad-payload` when the file is damaged: names the line.
 */
export async function loadArchiveFearGreed(folder: string): Promise<SentimentSource> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return new AbsentFearGreed(`there is no ${FILE} among the stored candles`);
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== HEADER) throw new Fault('bad-payload', `${file}: the header is not ${HEADER}`);
  const readings: FearGreedReading[] = [];
  for (const [index, line] of lines.entries()) {
    const reading = readLine(line);
    const isLater = reading !== null && reading.publishedAt > (readings.at(-1)?.publishedAt ?? Number.NEGATIVE_INFINITY);
    if (!isLater)
      throw new Fault('bad-payload', `${file}, line ${index + 2}: no day with a value from 0 to 100, or not a later one`);
    readings.push(reading);
  }
  return new ArchiveFearGreed(readings);
}

function readLine(line: string): FearGreedReading | null {
  const [, date = '', value, classification = ''] = ROW.exec(line) ?? [];
  const publishedAt = parseUtc(date);
  if (publishedAt === null || Number(value) > 100) return null;
  return { value: Number(value), classification, publishedAt };
}
