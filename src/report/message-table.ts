import type { MessageBlock } from '../domain/chat-message.ts';
import { cutText, textLength } from './fit-text.ts';
import type { Cell } from './table-cells.ts';

/** What a phone shows of a line in fixed width, counted with the gap between columns. */
const TABLE_WIDTH_MAX = 30;
const COLUMN_GAP = 2;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly lengthMax: number;
}

/** A table of several columns with titles. */
export function columnTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): MessageBlock {
  return {
    kind: 'table',
    header: columns.map(({ title, lengthMax }) => cutText(title, lengthMax)),
    align: columns.map(({ align }) => align),
    rows: rows.map((cells) => columns.map(({ lengthMax }, index) => cells[index]?.(lengthMax) ?? '')),
  };
}

/** A table of facts: a name and its value on each row. Rows that are null are left out. */
export function factTable(rows: readonly (readonly [name: string, value: Cell] | null)[]): MessageBlock {
  const shown = rows.filter((row) => row !== null);
  const nameLength = Math.max(0, ...shown.map(([name]) => textLength(name)));
  const valueLength = TABLE_WIDTH_MAX - COLUMN_GAP - nameLength;
  return {
    kind: 'table',
    header: null,
    align: ['left', 'right'],
    rows: shown.map(([name, value]) => [name, value(valueLength)]),
  };
}
