/**
 * What a person wrote, as data for a model: on one line in quotes, without markup, control characters, hidden characters and whatever could
 * look like the end of the block that it stands in. At most `lengthMax` characters between the quotes.
 */
export function quoteWords(text: string, lengthMax: number): string {
  const plain = text
    .normalize('NFKC')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[<>{}`]/g, '')
    .replace(/["“”„]/g, "'")
    .replace(/\p{Variation_Selector}/gu, '')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return `"${[...plain].slice(0, lengthMax).join('').trimEnd()}"`;
}
