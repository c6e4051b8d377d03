import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyOrderReply, isNothingToCancel, REJECTION_ROWS } from '../../../src/adapters/binance/classify-order-reply.ts';

const refused = (status: number, code: number, msg: string) => ({ status, body: { code, msg } });

describe('an answer to an order', () => {
  it.each([
    [400, -1013, 'Filter failure: LOT_SIZE', 'rejected'],
    [400, -1013, 'Stop loss orders are not supported for this symbol.', 'rejected'],
    [400, -1021, 'Timestamp for this request is outside of the recvWindow.', 'rejected'],
    [400, -1022, 'Signature for this request is not valid.', 'rejected'],
    [400, -1102, "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.", 'rejected'],
    [400, -1111, "Parameter 'quantity' has too much precision.", 'rejected'],
    [400, -2010, 'Account has insufficient balance for requested action.', 'rejected'],
    [400, -2010, 'Duplicate order sent.', 'rejected'],
    [400, -2010, 'Stop price would trigger immediately.', 'rejected'],
    [400, -2010, 'This action is disabled on this account.', 'rejected'],
    [400, -2010, 'Something that nobody has read before.', 'unknown'],
    [401, -2015, 'Invalid API-key, IP, or permissions for action.', 'rejected'],
    [400, -2014, 'API-key format invalid.', 'rejected'],
    [429, -1015, 'Too many new orders; current limit is 100 orders per 10 SECOND.', 'rejected'],
    [429, -1003, 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.', 'rejected'],
    [418, -1003, 'Way too much request weight used; IP banned until 1790000000000.', 'rejected'],
    [429, -1003, 'Too many requests queued.', 'unknown'],
    [400, -1000, 'An unknown error occurred while processing the request.', 'unknown'],
    [400, -1001, 'Internal error; unable to process your request. Please try again.', 'unknown'],
    [400, -1006, 'An unexpected response was received from the message bus. Execution status unknown.', 'unknown'],
    [504, -1007, 'Timeout waiting for response from backend server.', 'unknown'],
    [503, -1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.', 'unknown'],
    [500, -2010, 'Account has insufficient balance for requested action.', 'unknown'],
    [400, -4999, 'A code of tomorrow.', 'unknown'],
    [409, -2021, 'Order cancel-replace partially failed.', 'unknown'],
    [403, -1013, 'Filter failure: LOT_SIZE', 'unknown'],
    [451, 0, 'Service unavailable from a restricted location.', 'unknown'],
  ])('with HTTP %i and %i %s is %s', (status, code, msg, tag) => {
    const outcome = classifyOrderReply(refused(status, code, msg));
    expect(outcome.tag).toBe(tag);
    if (outcome.tag === 'rejected') expect(outcome).toEqual({ tag, code, message: msg });
    if (outcome.tag === 'unknown') expect(outcome.cause).toContain(String(code));
  });

  it.each([
    ['a page', 502, undefined],
    ['nothing that is JSON in a success', 200, undefined],
    ['a refusal without words', 400, { code: -1013 }],
    ['the removal of an endpoint', 410, undefined],
    ['the firewall', 403, undefined],
  ])('that is %s proves nothing', (_what, status, body) => {
    expect(classifyOrderReply({ status, body })).toMatchObject({ tag: 'unknown' });
  });

  it('is accepted only with a success and a body', () => {
    expect(classifyOrderReply({ status: 200, body: { orderId: 1 } })).toEqual({ tag: 'accepted', body: { orderId: 1 } });
  });

  it('proves nothing by any code that is not listed for its status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.integer({ min: -9999, max: 0 }), fc.string(), (status, code, msg) => {
        const isListed = REJECTION_ROWS.some((row) => row.statuses.includes(status) && row.codes.includes(code));
        if (!isListed) expect(classifyOrderReply(refused(status, code, msg)).tag).toBe('unknown');
      }),
    );
  });

  it.each(
    REJECTION_ROWS.flatMap((row) => row.statuses.flatMap((status) => row.codes.map((code) => [status, code, row] as const))),
  )('with HTTP %i and %i follows its row', (status, code, row) => {
    const msg = row.text === null ? 'any words' : 'words of another cause';
    expect(classifyOrderReply(refused(status, code, msg)).tag).toBe(row.text === null ? 'rejected' : 'unknown');
    expect(row.because).not.toBe('');
  });
});

describe('an answer to a cancellation', () => {
  it.each([
    [refused(400, -2011, 'Unknown order sent.'), true],
    [refused(400, -2011, 'Cancel order is invalid. Check origClOrdId and orderId.'), true],
    [refused(400, -2011, 'Order was not canceled due to cancel restrictions.'), false],
    [refused(500, -2011, 'Unknown order sent.'), false],
    [{ status: 200, body: {} }, false],
  ])('%j says that nothing is open: %s', (reply, expected) => {
    expect(isNothingToCancel(reply)).toBe(expected);
  });
});
