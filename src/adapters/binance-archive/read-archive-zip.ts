import { unzipSync } from 'fflate';
import type { Candle } from '../../domain/candle.ts';
import { hourlyCandleFlaw } from '../../domain/candle-flaw.ts';
import { Fault } from '../../domain/fault.ts';
import { type EpochMs, isoTime } from '../../domain/time.ts';
import type { ArchiveFile } from './archive-file.ts';
import type { CandleRow } from './candle-row.ts';

const FIELD_COUNT = 12;
/** The archive of 2025 and later counts microseconds; no millisecond of our time is as large. */
const MICROSECONDS_FROM = 1e14;
/** A month of hours has 744 rows of at most 250 characters. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;
const PLAIN_DECIMAL = /^\d{1,20}(\.\d{1,20})?$/;

/**
 * The candles in a file of the archive, oldest first, as the texts that stand there.
 * @throws Fault `bad-payload` that names file and line for anything that is no candle of the file's period, or out of order.
 */
export function readArchiveZip(file: ArchiveFile, bytes: Uint8Array): readonly CandleRow[] {
  const lines = unpack(file, bytes).split('\n');
  const rows: CandleRow[] = [];
  for (const [index, text] of lines.entries()) {
    const line = text.trimEnd();
    if (line === '' || (index === 0 && line.startsWith('open_time'))) continue;
    const row = readRow(line, { where: `${file.name}, line ${index + 1}`, file, after: rows.at(-1)?.openedAt ?? null });
    rows.push(row);
  }
  if (rows.length === 0) throw new Fault('bad-payload', `${file.name} holds no candle`);
  return rows;
}

function unpack({ name }: ArchiveFile, bytes: Uint8Array): string {
  const wanted = name.replace(/\.zip$/, '.csv');
  try {
    const inside = unzipSync(bytes, {
      filter: ({ name: inner, originalSize }) => inner === wanted && originalSize <= TEXT_BYTES_MAX,
    });
    const csv = inside[wanted];
    if (csv !== undefined) return new TextDecoder('utf-8', { fatal: true }).decode(csv);
  } catch (error) {
    throw new Fault('bad-payload', `${name} is a damaged zip: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  throw new Fault('bad-payload', `${name} holds no ${wanted}`);
}

function readRow(
  line: string,
  { where, file, after }: { readonly where: string; readonly file: ArchiveFile; readonly after: EpochMs | null },
): CandleRow {
  const fields = line.split(',');
  const [time = '', open = '', high = '', low = '', close = '', volume = ''] = fields;
  const refuse = (why: string): never => {
    throw new Fault('bad-payload', `${where}: ${why}`);
  };
  if (fields.length !== FIELD_COUNT) refuse(`${fields.length} fields instead of ${FIELD_COUNT}`);
  const wrong = [time, open, high, low, close, volume].find((field) => !PLAIN_DECIMAL.test(field));
  if (wrong !== undefined) refuse(`"${wrong.slice(0, 40)}" is no plain number`);
  const openedAt = Number(time) >= MICROSECONDS_FROM ? Number(time) / 1_000 : Number(time);
  const candle: Candle = {
    openedAt,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  };
  const flaw = hourlyCandleFlaw(candle);
  if (flaw !== null) refuse(`the candle ${flaw}`);
  if (openedAt < file.from || openedAt >= file.to) refuse(`${isoTime(openedAt)} is not in the period of the file`);
  if (after !== null && openedAt <= after) refuse(`${isoTime(openedAt)} comes after ${isoTime(after)}`);
  return { openedAt, fields: [open, high, low, close, volume] };
}
