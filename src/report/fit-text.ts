/** The first of several ways to say the same, from the most telling to the shortest, that has at most `lengthMax` characters; the last is cut if none has. */
export function fitText(choices: readonly string[], lengthMax: number): string {
  return choices.find((choice) => textLength(choice) <= lengthMax) ?? cutText(choices.at(-1) ?? '', lengthMax);
}

/** The text, or its beginning and an ellipsis. Characters are never torn. */
export function cutText(text: string, lengthMax: number): string {
  const characters = [...text];
  return characters.length <= lengthMax
    ? text
    : `${characters
        .slice(0, lengthMax - 1)
        .join('')
        .trimEnd()}…`;
}

/** The number of characters as people count them, not of code units. */
export function textLength(text: string): number {
  return [...text].length;
}

/**
 * The text on one line, without what could move a reader's eye or a terminal: line breaks and control characters become a space,
 * marks that turn the direction of writing vanish. Everything else, markup included, stays as it is.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
