import { describe, expect, it } from 'vitest';
import { loadTokenCounter } from '../../src/app/count-tokens.ts';

describe('counting tokens', () => {
  it.each([
    { text: '', tokens: 0 },
    { text: '44749', tokens: 2 },
    { text: ' RSI59 MA44749/44875', tokens: 8 },
  ])('"$text" has $tokens', async ({ text, tokens }) => {
    expect((await loadTokenCounter())(text)).toBe(tokens);
  });
});
