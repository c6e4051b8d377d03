/** Where the pictures of the control characters begin: U+241B shows ESC. */
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';
const REPLACEMENT = '\uFFFD';

/**
 * One line of text that can only be read: what would move the cursor, switch colours, ring, or turn the direction of reading is shown as a
 * picture or left out, and line breaks become spaces. Texts come from models and from outside, and a terminal obeys what it is sent.
 */
export function neutraliseLine(text: string): string {
  return neutraliseLines(text).join(' ');
}

/** The same for a text of several lines. */
export function neutraliseLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/u).map(neutralise);
}

function neutralise(line: string): string {
  return line
    .replaceAll('\t', ' ')
    .replace(/\p{Cc}/gu, controlPicture)
    .replace(/(?!\u200C|\u200D)\p{Cf}/gu, '');
}

function controlPicture(character: string): string {
  const code = character.charCodeAt(0);
  if (code === DELETE) return DELETE_PICTURE;
  return code < DELETE ? String.fromCharCode(CONTROL_PICTURES + code) : REPLACEMENT;
}
