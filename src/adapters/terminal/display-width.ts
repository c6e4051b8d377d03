const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ASCII_ONLY = /^[ -~]*$/;
/** Emoji, and the scripts that a terminal draws over two columns. @see Unicode Standard Annex #11, East Asian Width */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\uFF01-\uFF60]/u;
const COMBINING_ONLY = /^\p{M}+$/u;

/** What a reader sees as one character, in order. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** How many columns a text takes on a terminal. */
export function displayWidth(text: string): number {
  if (ASCII_ONLY.test(text)) return text.length;
  return graphemesOf(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return COMBINING_ONLY.test(grapheme) ? 0 : 1;
}
