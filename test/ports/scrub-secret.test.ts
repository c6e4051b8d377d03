import { describe, expect, it } from 'vitest';
import { scrubSecret } from '../../src/ports/scrub-secret.ts';

describe('a text from outside', () => {
  it.each([
    ['the key', 'bad key my/secret here', 'bad key [secret] here'],
    ['the key in a URL', 'at ?key=my%2Fsecret', 'at ?key=[secret]'],
    ['the key as base64', `was ${Buffer.from('my/secret').toString('base64')}`, 'was [secret]'],
    ['a header', 'authorization: Bearer abc.def', 'authorization: [secret]'],
    ['a key of Anthropic', 'not sk-ant-api03-Qm7_x-AA', 'not [secret]'],
    ['a masked key of OpenAI', 'not sk-proj-****wxyz.', 'not [secret].'],
    ['a key of Google', 'not AIzaSyA0123456789012345678901234567890', 'not [secret]'],
    ['several lines', 'one\r\n\u001b[31mtwo', 'one [31mtwo'],
  ])('loses %s', (_name, text, scrubbed) => {
    expect(scrubSecret(text, 'my/secret')).toBe(scrubbed);
  });

  it('is cut only after it was searched, so that no half of a key is left', () => {
    expect(scrubSecret(`${'x'.repeat(295)}my/secret`, 'my/secret')).toBe(`${'x'.repeat(295)}[secr`);
  });

  it('stays as it is without a key to look for', () => {
    expect(scrubSecret('all is well', '')).toBe('all is well');
  });
});
