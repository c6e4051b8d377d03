import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, dayStart, type EpochMs, isoDate } from '../../domain/time.ts';

/** A file of the archive, and the period whose candles it holds: from `from` up to `to`, exclusive. */
export interface ArchiveFile {
  readonly symbol: MarketSymbol;
  readonly name: string;
  /** Below the archive's root. */
  readonly path: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** @see github.com/binance/binance-public-data: the layout of spot klines */
export function monthlyFile(symbol: MarketSymbol, month: EpochMs): ArchiveFile {
  const from = monthStart(month);
  return fileOf({ symbol, folder: 'monthly', label: isoDate(from).slice(0, 7), from, to: nextMonth(from) });
}

export function dailyFile(symbol: MarketSymbol, day: EpochMs): ArchiveFile {
  const from = dayStart(day);
  return fileOf({ symbol, folder: 'daily', label: isoDate(from), from, to: from + DAY_MS });
}

/** The starts of the UTC months that a period touches, oldest first. */
export function monthsOf({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }): readonly EpochMs[] {
  const months: EpochMs[] = [];
  for (let month = monthStart(from); month < to; month = nextMonth(month)) months.push(month);
  return months;
}

/** The starts of the UTC days that a period touches, oldest first. */
export function daysOf({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }): readonly EpochMs[] {
  const days: EpochMs[] = [];
  for (let day = dayStart(from); day < to; day += DAY_MS) days.push(day);
  return days;
}

function monthStart(at: EpochMs): EpochMs {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

export function nextMonth(at: EpochMs): EpochMs {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function fileOf(parts: {
  readonly symbol: MarketSymbol;
  readonly folder: 'monthly' | 'daily';
  readonly label: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}): ArchiveFile {
  const { symbol, folder, label, from, to } = parts;
  const name = `${symbol}-1h-${label}.zip`;
  return { symbol, name, path: `data/spot/${folder}/klines/${symbol}/1h/${name}`, from, to };
}
