import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Scrubber } from '../../../src/adapters/telegram/scrubber.ts';
import { TOKEN } from './telegram-rig.ts';

const SECRET = TOKEN.slice(TOKEN.indexOf(':') + 1);
const scrubber = new Scrubber(TOKEN);

describe('the scrubber', () => {
  it.each([
    ['in a URL', `request to https://api.telegram.org/bot${TOKEN}/sendMessage failed`],
    ['encoded', `bot${encodeURIComponent(TOKEN)}/`],
    ['without its number', `secret ${SECRET}`],
    ['several times', `${TOKEN} and ${TOKEN}`],
  ])('takes the token out of a text: %s', (_where, text) => {
    expect(scrubber.text(text)).not.toContain(SECRET);
    expect(scrubber.text(text)).toContain('[token]');
  });

  it('takes out the token of any bot', () => {
    expect(scrubber.text(`bot123456789:AA${'h'.repeat(33)}/getMe`)).toBe('bot[token]/getMe');
  });

  it('leaves other texts as they are', () => {
    expect(scrubber.text('12:30 ratio 3:1, 700000001')).toBe('12:30 ratio 3:1, 700000001');
  });

  it('takes it out of the message, the stack, the code, the causes and the parts of an error', () => {
    const inner = Object.assign(new Error(`at ${TOKEN}`), { code: `E${TOKEN}`, url: TOKEN });
    const parts = new AggregateError([new Error(TOKEN), TOKEN], `all of ${TOKEN}`, { cause: inner });
    const thrown = new Error(`failed: ${TOKEN}`, { cause: parts });
    thrown.name = `Error of ${TOKEN}`;
    const copy = scrubber.error(thrown);
    expect(inspect(thrown, { depth: 9 })).toContain(SECRET);
    expect(inspect(copy, { depth: 9, showHidden: true })).not.toContain(SECRET);
    expect(copy.message).toBe('failed: [token]');
    expect(copy.cause).toMatchObject({ message: 'all of [token]', cause: { message: 'at [token]' } });
    expect(copy.stack).toContain('scrubber.test.ts');
  });

  it('ends with causes that form a circle, and with what is no error', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(scrubber.error(circle).message).toBe('a');
    expect(scrubber.error(`thrown ${TOKEN}`).message).toBe('thrown [token]');
    expect(scrubber.error(undefined).message).toBe('undefined');
  });
});
