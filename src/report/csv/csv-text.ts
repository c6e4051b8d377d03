import { stringify } from 'csv-stringify/sync';
import type { Decimal } from '../../domain/decimal.ts';

/** The exchange's own precision; finer digits come from quotients alone. */
const DECIMALS = 8;

/** Words that need neither quotes nor an apostrophe, such as symbols and actions: nearly all cells, so the long way is spared. */
const PLAIN_WORDS = /^[A-Za-z0-9](?:[A-Za-z0-9 +.-]*[A-Za-z0-9])?$/;

/** One cell, ready to be joined: quoted and made harmless where that is needed. */
export type CsvCell = string;

export const EMPTY_CELL: CsvCell = '';

/**
 * A cell of free text on one line. A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@` or their wide forms)
 * gets an apostrophe in front.
 */
export function textCell(text: string): CsvCell {
  if (PLAIN_WORDS.test(text)) return text;
  return stringify([[text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()]], { escape_formulas: true, eof: false });
}

/** A number in plain notation, at most eight decimals. It is never a formula, so a minus sign stays as it is. */
export function numberCell(value: Decimal): CsvCell {
  return value.toDecimalPlaces(DECIMALS).toFixed();
}

/** A line with its end. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.join(',')}\n`;
}
