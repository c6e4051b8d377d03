import { describe, expect, it } from 'vitest';
import { fromRefusal, isCorruptedSignature } from '../../../src/adapters/google/from-gemini-error.ts';
import { requestedDelay } from '../../../src/adapters/google/requested-delay.ts';

const KEY = 'key-of-the-test';

describe('a refusal of the API', () => {
  it.each([
    [400, 'bad-request', false],
    [401, 'unauthorised', false],
    [403, 'unauthorised', false],
    [404, 'model-unknown', false],
    [408, 'timeout', true],
    [413, 'bad-request', false],
    [429, 'rate-limited', true],
    [500, 'overloaded', true],
    [502, 'overloaded', true],
    [503, 'overloaded', true],
    [504, 'overloaded', true],
    [418, 'bad-payload', false],
    [0, 'bad-payload', false],
  ])('with status %i is %s, worth asking again: %s', (status, code, retryable) => {
    expect(fromRefusal({ status, message: `words about ${KEY}`, details: [] }, KEY)).toEqual({
      tag: 'failed',
      code,
      retryable,
      message: `status ${status}: words about [secret]`,
    });
  });

  it('for a key that nobody knows is not about the request', () => {
    const details = [null, { reason: 'API_KEY_INVALID' }];
    expect(fromRefusal({ status: 400, message: '', details }, KEY)).toMatchObject({ code: 'unauthorised', retryable: false });
    expect(fromRefusal({ status: 503, message: '', details }, KEY)).toMatchObject({ code: 'overloaded' });
  });

  it.each([
    [[{ retryDelay: '17s' }], 17_000],
    [[{ '@type': 'a' }, { retryDelay: '0.5s' }], 500],
    [[{ retryDelay: '3.002899848s' }], 3_003],
    [[{ retryDelay: '0s' }], 0],
    [[{ retryDelay: 'soon' }], null],
    [[{ retryDelay: '-4s' }], null],
    [['17s', null, 4], null],
    [[], null],
  ])('whose details are %j asks to wait %s ms', (details, delayMs) => {
    expect(requestedDelay(details)).toBe(delayMs);
    const failed = fromRefusal({ status: 429, message: '', details }, KEY);
    if (delayMs === null) expect(failed).not.toHaveProperty('retryAfterMs');
    else expect(failed).toHaveProperty('retryAfterMs', delayMs);
  });

  it.each([
    [400, 'Corrupted thought signature.', true],
    [400, 'Corrupted thought_signature in content 3', true],
    [400, 'Function call is missing a thought_signature in functionCall parts.', false],
    [500, 'Corrupted thought signature.', false],
  ])('with status %i and "%s" is about corrupted signatures: %s', (status, message, isAbout) => {
    expect(isCorruptedSignature({ status, message, details: [] })).toBe(isAbout);
  });
});
