import type { Candle } from '../../domain/candle.ts';
import { Decimal } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';

/** A candle as it is written into a candle file: open, high, low, close and volume in plain notation. */
export interface CandleRow {
  readonly openedAt: EpochMs;
  readonly fields: readonly string[];
}

export const CANDLE_HEADER = 'open_time,open,high,low,close,volume';

/** One line of a candle file, without zeros that say nothing. */
export function rowText({ openedAt, fields }: CandleRow): string {
  return [openedAt, ...fields.map(withoutZeros)].join(',');
}

export function rowOfCandle({ openedAt, open, high, low, close, volume }: Candle): CandleRow {
  return { openedAt, fields: [open, high, low, close, volume].map((value) => new Decimal(value).toFixed()) };
}

/** Reads a line of a candle file back; null for what is none. */
export function parseRow(line: string): CandleRow | null {
  const [time = '', ...fields] = line.split(',');
  return /^\d{12,14}$/.test(time) && fields.length >= 5 ? { openedAt: Number(time), fields: fields.slice(0, 5) } : null;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
