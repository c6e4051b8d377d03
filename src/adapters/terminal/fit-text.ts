import { displayWidth, graphemesOf } from './display-width.ts';

/** Fills a text up to `width` columns; a longer one is left as it is. */
export function padText(text: string, { width, align }: { readonly width: number; readonly align: 'left' | 'right' }): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? `${text}${padding}` : `${padding}${text}`;
}

/** Cuts a text that is wider than `width` columns, and shows that it did. */
export function clipText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${headOf(text, width - 1)}…`;
}

/** Breaks a text into lines of at most `width` columns, between words where it can. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (displayWidth(line) > width) {
      const head = headOf(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

/** The longest beginning of at most `width` columns, and at least one character. */
function headOf(text: string, width: number): string {
  let head = '';
  for (const grapheme of graphemesOf(text)) {
    if (head !== '' && displayWidth(head + grapheme) > width) break;
    head += grapheme;
  }
  return head;
}
