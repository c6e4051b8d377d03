import type { ChatMessage, MessageBlock, MessageButton } from '../../domain/chat-message.ts';
import { hasOneSubject, keyedButtonOf, keyedButtonsOf } from './answer-keys.ts';
import { displayWidth } from './display-width.ts';
import { clipText, padText, wrapText } from './fit-text.ts';
import { neutraliseLine, neutraliseLines } from './neutralise-text.ts';
import { type Painter, paintInColour, paintNothing } from './paint.ts';

/** Two spaces between the columns of a table. */
const COLUMN_GAP = '  ';
const QUOTE_BAR = '│ ';
const WIDTH_MIN = 20;

interface Look {
  readonly paint: Painter;
  /** Columns that a line may take. */
  readonly width: number;
}

/**
 * A message as lines for a terminal, each with its line break. Everything inside is shown, never obeyed: escape sequences and other control
 * characters of the texts become visible.
 *
 * @param width  Columns of the terminal: longer lines are wrapped, those of tables cut. Without it nothing is.
 */
export function renderTerminal(
  message: ChatMessage,
  { colours, width = Number.POSITIVE_INFINITY }: { readonly colours: 'on' | 'off'; readonly width?: number },
): string {
  const look: Look = { paint: colours === 'on' ? paintInColour : paintNothing, width: Math.max(width, WIDTH_MIN) };
  const lines = [...message.blocks.flatMap((block) => renderBlock(block, look)), ...renderButtons(message, look)];
  return lines.map((line) => `${line}\n`).join('');
}

/** A message as plain lines, for files and pipes. */
export function renderPlain(message: ChatMessage): string {
  return renderTerminal(message, { colours: 'off' });
}

function renderBlock(block: MessageBlock, { paint, width }: Look): readonly string[] {
  switch (block.kind) {
    case 'headline':
      return wrapText(neutraliseLine(`${block.icon} ${block.text}`), width).map((line) => paint(line, block.tone));
    case 'line':
      return wrapText(neutraliseLine(block.text), width).map((line) => paint(line, 'dim'));
    case 'table':
      return renderTable(block, { paint, width });
    case 'quote':
      return neutraliseLines(block.text)
        .flatMap((line) => wrapText(line, width - QUOTE_BAR.length))
        .map((line) => `${paint(QUOTE_BAR, 'dim')}${line}`.trimEnd());
  }
}

function renderTable(table: Extract<MessageBlock, { readonly kind: 'table' }>, { paint, width }: Look): readonly string[] {
  const rows = table.rows.map((row) => row.map(neutraliseLine));
  const header = table.header?.map(neutraliseLine) ?? null;
  const all = header === null ? rows : [header, ...rows];
  const columnCount = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(0, ...all.map((row) => displayWidth(row[column] ?? ''))),
  );
  const lineOf = (row: readonly string[]) => {
    const cells = widths.map((columnWidth, column) =>
      padText(row[column] ?? '', { width: columnWidth, align: table.align[column] ?? 'left' }),
    );
    return clipText(cells.join(COLUMN_GAP).trimEnd(), width);
  };
  return [...(header === null ? [] : [paint(lineOf(header), 'dim')]), ...rows.map(lineOf)];
}

/** One line a row: what to type stands in each button. */
function renderButtons(message: ChatMessage, { paint, width }: Look): readonly string[] {
  const keysSuffice = hasOneSubject(keyedButtonsOf(message));
  return message.buttons
    .filter((row) => row.length > 0)
    .flatMap((row) => wrapText(row.map((button) => buttonText(button, keysSuffice ? 'key' : 'key-and-subject')).join(' '), width))
    .map((line) => paint(line, 'button'));
}

function buttonText(button: MessageButton, form: 'key' | 'key-and-subject'): string {
  const keyed = keyedButtonOf(button);
  const typed = keyed === null ? typedCommand(button.command) : form === 'key' ? keyed.key : `${keyed.key} ${keyed.subject}`;
  return `[${neutraliseLine(button.label)}: ${neutraliseLine(typed)}]`;
}

function typedCommand({ name, arguments: given }: MessageButton['command']): string {
  return `/${[name, ...given].join(' ')}`;
}
