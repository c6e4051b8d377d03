/** Counts the tokens of texts as the vocabulary o200k does; other vendors' counts differ by some percent. */
export type CountTokens = (text: string) => number;

/** Loads the vocabulary, which takes a moment and is not needed for trading. */
export async function loadTokenCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  return (text) => countTokens(text);
}
