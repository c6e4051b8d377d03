/**
 * Cuts a text into pieces of at most `lengthMax` code units: at line breaks where there are any, else between words, else anywhere but
 * inside a character.
 */
export function splitText(text: string, lengthMax: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > lengthMax) {
    const end = endOfPiece(rest, lengthMax);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest].filter((piece) => piece !== '');
}

/** A break in the first half would leave pieces that are hardly filled. */
function endOfPiece(text: string, lengthMax: number): number {
  const head = text.slice(0, lengthMax + 1);
  for (const separator of ['\n', ' ']) {
    const at = head.lastIndexOf(separator);
    if (at >= lengthMax / 2) return at;
  }
  return /[\uDC00-\uDFFF]/.test(text.charAt(lengthMax)) ? lengthMax - 1 : lengthMax;
}
