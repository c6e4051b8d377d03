import { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { fromAnthropicError, fromErrorBody } from '../../../src/adapters/anthropic/from-anthropic-error.ts';

const NOW = Date.UTC(2026, 10, 25, 13);
const CONTEXT = { apiKey: 'sk-ant-secret', now: NOW };

function statusError(status: number, headers: Readonly<Record<string, string>> = {}, type = 'some_error'): APIError {
  return APIError.generate(status, { type: 'error', error: { type, message: 'words' } }, undefined, new Headers(headers));
}

describe('an error of the API', () => {
  it.each([
    [400, 'bad-request', false],
    [401, 'unauthorised', false],
    [402, 'unauthorised', false],
    [403, 'unauthorised', false],
    [404, 'model-unknown', false],
    [408, 'timeout', true],
    [409, 'overloaded', true],
    [413, 'bad-request', false],
    [422, 'bad-request', false],
    [429, 'rate-limited', false],
    [500, 'overloaded', true],
    [502, 'overloaded', true],
    [503, 'overloaded', true],
    [504, 'overloaded', true],
    [529, 'overloaded', true],
    [418, 'bad-payload', false],
    [599, 'bad-payload', false],
  ])('of status %i is %s, worth asking again: %s', (status, code, retryable) => {
    const failure = fromAnthropicError(statusError(status), CONTEXT);
    expect(failure).toMatchObject({ tag: 'failed', code, retryable, message: `status ${status}, some_error: words` });
    expect(failure).not.toHaveProperty('spent');
  });

  it.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['milliseconds', { 'retry-after-ms': '1500', 'retry-after': '99' }, 1500],
    ['an instant', { 'retry-after': new Date(NOW + 30_000).toUTCString() }, 30_000],
    ['an instant that has passed', { 'retry-after': new Date(NOW - 30_000).toUTCString() }, 0],
  ])('says in %s when to come back', (_name, headers, retryAfterMs) => {
    expect(fromAnthropicError(statusError(429, headers), CONTEXT)).toMatchObject({ retryable: true, retryAfterMs });
  });

  it.each(['soon', '-5', ''])('does not say so with "%s"', (text) => {
    const failure = fromAnthropicError(statusError(429, { 'retry-after': text }), CONTEXT);
    expect(failure).toMatchObject({ retryable: false });
    expect(failure).not.toHaveProperty('retryAfterMs');
  });

  it('is not asked again when the server says that it is no use', () => {
    expect(fromAnthropicError(statusError(529, { 'x-should-retry': 'false' }), CONTEXT)).toMatchObject({ retryable: false });
  });

  it('names the request, by which the vendor finds it', () => {
    expect(fromAnthropicError(statusError(500, { 'request-id': 'req_9' }), CONTEXT).message).toContain('(request req_9)');
  });

  it.each([
    ['overloaded_error', 'overloaded', true],
    ['api_error', 'overloaded', true],
    ['rate_limit_error', 'rate-limited', true],
    ['authentication_error', 'unauthorised', false],
    ['invalid_request_error', 'bad-request', false],
    ['constructor', 'bad-payload', false],
  ])('in the body of a success, %s, is %s', (type, code, retryable) => {
    const body = { type: 'error', error: { type, message: 'words of sk-ant-secret' } };
    const failure = fromErrorBody(body, CONTEXT);
    expect(failure).toMatchObject({
      code,
      retryable,
      spent: 'unknown',
      message: `an error after status 200, ${type}: words of [secret]`,
    });
  });

  it.each([{ type: 'message' }, 'text', null, { type: 'error' }])('is not seen in %j', (body) => {
    expect(fromErrorBody(body, CONTEXT)).toBeNull();
  });

  it('is a timeout when the client gave up', () => {
    expect(fromAnthropicError(new APIConnectionTimeoutError(), CONTEXT)).toMatchObject({ code: 'timeout', spent: 'unknown' });
  });
});
