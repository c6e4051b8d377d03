/**
 * Text that can only be read: control characters and those that turn the direction of reading are left out, and halves of characters, which
 * Telegram would refuse, are replaced. Line breaks stay.
 */
function neutraliseText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .replace(/(?!\u200C|\u200D)\p{Cf}/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD');
}

/** The same on one line. */
export function neutraliseLine(text: string): string {
  return neutraliseText(text).replaceAll('\n', ' ');
}

/** Invisible, without width, and no part of an address or a name to Telegram. */
const WORD_JOINER = '\u2060';

/**
 * What a model wrote, so that Telegram makes nothing of it that can be tapped: no command, no mention, no link, no tag. A person would take
 * a link in a report for the bot's own.
 */
export function neutraliseModelText(text: string): string {
  return neutraliseText(text)
    .replace(/([/@#$:])(?=[\p{L}\p{N}_/])/gu, `$1${WORD_JOINER}`)
    .replace(/(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu, `.${WORD_JOINER}`);
}
