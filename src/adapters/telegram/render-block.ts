import type { MessageBlock } from '../../domain/chat-message.ts';
import { layOutTable } from './lay-out-table.ts';
import { neutraliseLine, neutraliseModelText } from './neutralise-text.ts';
import type { Scrubber } from './scrubber.ts';
import { splitText } from './split-text.ts';

/** A piece of a message that is never divided: as Telegram's HTML, with its own tags closed, and as plain text. */
export interface MessagePiece {
  readonly html: string;
  readonly text: string;
}

/** A block as pieces whose texts have at most `lengthMax` code units. Every text in it is escaped: the only markup is made here. */
export function renderBlock(
  block: MessageBlock,
  { scrubber, lengthMax }: { readonly scrubber: Scrubber; readonly lengthMax: number },
): readonly MessagePiece[] {
  const line = (text: string) => scrubber.text(neutraliseLine(text));
  switch (block.kind) {
    case 'headline': {
      const icon = line(block.icon);
      const [first = '', ...rest] = splitText(line(block.text), lengthMax - icon.length - 1);
      return [
        { html: `${escapeHtml(icon)} ${tagged('b', first)}`, text: `${icon} ${first}` },
        ...rest.map((text) => piece('b', text)),
      ];
    }
    case 'line':
      return splitText(line(block.text), lengthMax).map((text) => ({ html: escapeHtml(text), text }));
    case 'table': {
      const cells = { ...block, header: block.header?.map(line) ?? null, rows: block.rows.map((row) => row.map(line)) };
      return splitText(layOutTable(cells).join('\n'), lengthMax).map((text) => piece('pre', text));
    }
    case 'quote':
      return splitText(scrubber.text(neutraliseModelText(block.text)).trim(), lengthMax - QUOTE_MARKS_LENGTH).map((text) => ({
        html: `<blockquote expandable>${escapeHtml(text)}</blockquote>`,
        text: `“${text}”`,
      }));
  }
}

const QUOTE_MARKS_LENGTH = 2;

/** Nothing else has a meaning in a text outside of tags. @see core.telegram.org/bots/api, "HTML style" */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function tagged(tag: 'b' | 'pre', text: string): string {
  return `<${tag}>${escapeHtml(text)}</${tag}>`;
}

function piece(tag: 'b' | 'pre', text: string): MessagePiece {
  return { html: tagged(tag, text), text };
}
