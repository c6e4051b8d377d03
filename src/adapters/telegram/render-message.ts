import type { ChatMessage } from '../../domain/chat-message.ts';
import { type MessagePiece, renderBlock } from './render-block.ts';
import type { Scrubber } from './scrubber.ts';

/** Characters of a message after its tags are read. @see core.telegram.org/bots/api, sendMessage */
const TEXT_LENGTH_MAX = 4_096;
/** Room for the number of the part: ` (10/10)` on a line of its own. */
const NUMBER_LENGTH_MAX = 16;
const PIECE_LENGTH_MAX = TEXT_LENGTH_MAX - NUMBER_LENGTH_MAX;
/** Who has to read more than this much reads nothing; the rest is left out. */
const PARTS_MAX = 10;

/** A piece without any is nothing to Telegram, and a message of nothing is refused. */
const VISIBLE = /[^\s\p{Cf}]/u;

/** A neutral message as the texts of one or several Telegram messages, cut between blocks where they allow it and numbered `(1/3)`. */
export function renderMessage(message: ChatMessage, scrubber: Scrubber): readonly MessagePiece[] {
  const pieces = message.blocks
    .flatMap((block) => renderBlock(block, { scrubber, lengthMax: PIECE_LENGTH_MAX }))
    .filter(({ text }) => VISIBLE.test(text));
  const parts = packPieces(pieces);
  if (parts.length === 0) return [{ html: '…', text: '…' }];
  if (parts.length === 1) return parts;
  const shown = parts.slice(0, PARTS_MAX);
  const isCut = parts.length > PARTS_MAX;
  return shown.map((part, index) => {
    const number = `(${index + 1}/${shown.length}${isCut && index === PARTS_MAX - 1 ? ' …' : ''})`;
    return { html: `${part.html}\n${number}`, text: `${part.text}\n${number}` };
  });
}

function packPieces(pieces: readonly MessagePiece[]): readonly MessagePiece[] {
  const parts: MessagePiece[] = [];
  for (const next of pieces) {
    const last = parts.at(-1);
    if (last === undefined || last.text.length + 1 + next.text.length > PIECE_LENGTH_MAX) parts.push(next);
    else parts[parts.length - 1] = { html: `${last.html}\n${next.html}`, text: `${last.text}\n${next.text}` };
  }
  return parts;
}
