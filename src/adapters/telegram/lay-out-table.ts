import type { MessageBlock } from '../../domain/chat-message.ts';

type Table = Extract<MessageBlock, { readonly kind: 'table' }>;

/** What a phone shows of a line in fixed width. */
const WIDTH_MAX = 30;
const GAP = 2;
const NARROW_GAP = 1;
/** A narrower column tells nothing. */
const COLUMN_WIDTH_MIN = 3;

/** A table as lines of at most 30 columns. Where it is wider, first the gaps and then the widest columns give way. */
export function layOutTable({ header, rows, align }: Table): readonly string[] {
  const all = header === null ? rows : [header, ...rows];
  const columnCount = Math.max(0, ...all.map((row) => row.length));
  const wished = Array.from({ length: columnCount }, (_, column) =>
    Math.max(0, ...all.map((row) => lengthOf(row[column] ?? ''))),
  );
  const gap = total(wished, GAP) <= WIDTH_MAX ? GAP : NARROW_GAP;
  const widths = shrink(wished, gap);
  return all.map((row) => {
    const cells = widths.map((width, column) => layCell(row[column] ?? '', width, align[column] ?? 'left'));
    return clip(cells.join(' '.repeat(gap)).trimEnd(), WIDTH_MAX);
  });
}

function shrink(wished: readonly number[], gap: number): readonly number[] {
  const widths = [...wished];
  while (total(widths, gap) > WIDTH_MAX) {
    const widest = Math.max(...widths);
    if (widest <= COLUMN_WIDTH_MIN) return widths;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function total(widths: readonly number[], gap: number): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

function layCell(text: string, width: number, align: 'left' | 'right'): string {
  const clipped = clip(text, width);
  const padding = ' '.repeat(width - lengthOf(clipped));
  return align === 'left' ? `${clipped}${padding}` : `${padding}${clipped}`;
}

function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
