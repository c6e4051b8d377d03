import type { ChatMessage, MessageBlock } from '../../src/domain/chat-message.ts';

const COLUMN_GAP = 2;

/** A message as a person would read it, for snapshots: tables aligned, quotes marked, buttons and urgency named. */
export function messageText(message: ChatMessage): string {
  const buttons = message.buttons.map((row) =>
    row.map(({ label, command }) => `[${label} = ${[command.name, ...command.arguments].join(' ')}]`).join(' '),
  );
  return [`(${message.urgency})`, ...message.blocks.map(blockText), ...buttons].join('\n');
}

export function messagesText(messages: readonly ChatMessage[]): string {
  return messages.map(messageText).join('\n\n');
}

/** How long a message is to read, markup aside. */
export function messageLength(message: ChatMessage): number {
  return [...message.blocks.map(blockText).join('\n')].length;
}

export function tableLines(table: Extract<MessageBlock, { readonly kind: 'table' }>): readonly string[] {
  const rows = table.header === null ? table.rows : [table.header, ...table.rows];
  const widths = table.align.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - [...cell].length);
        return table.align[column] === 'right' ? `${padding}${cell}` : `${cell}${padding}`;
      })
      .join(' '.repeat(COLUMN_GAP)),
  );
}

function blockText(block: MessageBlock): string {
  switch (block.kind) {
    case 'headline':
      return `${block.icon} ${block.text}`;
    case 'line':
      return block.text;
    case 'quote':
      return `> ${block.text}`;
    case 'table':
      return tableLines(block)
        .map((text) => `  ${text}`)
        .join('\n');
  }
}
