import { describe, expect, it } from 'vitest';
import { classifyReject, type RejectClass } from '../../src/execution/classify-reject.ts';
import { isLadderExhausted, type LadderRung, nextRung, SELL_AFTER_MS } from '../../src/execution/protection-ladder.ts';

const rows: [number, string, RejectClass, LadderRung][] = [
  [-2010, 'Order would trigger immediately.', 'would-trigger', 'exit-at-market'],
  [-2010, 'Stop price would trigger immediately.', 'would-trigger', 'exit-at-market'],
  [-2010, 'Account has insufficient balance for requested action.', 'insufficient-balance', 'read-balances'],
  [-2010, 'Duplicate order sent.', 'duplicate', 'wait'],
  [-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE', 'filter', 'read-instrument'],
  [-1013, 'Filter failure: MAX_NUM_ALGO_ORDERS', 'filter', 'read-instrument'],
  [-1013, 'Invalid quantity.', 'filter', 'read-instrument'],
  [-1111, "Parameter 'quantity' has too much precision.", 'filter', 'read-instrument'],
  [-2010, 'Price * QTY is zero or less.', 'filter', 'read-instrument'],
  [-1013, 'Stop loss orders are not supported for this symbol.', 'capability', 'plan-again'],
  [-2010, 'Stop loss orders are not supported for this symbol', 'capability', 'plan-again'],
  [-1014, 'Unsupported order combination.', 'capability', 'plan-again'],
  [-1013, 'Market is closed.', 'closed-market', 'wait'],
  [-2010, 'This order type is not possible in this trading phase.', 'closed-market', 'wait'],
  [-2010, 'Limit orders require GTC for this phase.', 'closed-market', 'wait'],
  [-2016, 'No trading window.', 'closed-market', 'wait'],
  [-2010, 'This action is disabled on this account.', 'account', 'wait'],
  [-2010, 'This symbol is not permitted for this account.', 'account', 'wait'],
  [-2015, 'Invalid API-key, IP, or permissions for action.', 'account', 'wait'],
  [-1022, 'Signature for this request is not valid.', 'account', 'wait'],
  [-1021, 'Timestamp for this request is outside of the recvWindow.', 'busy', 'wait'],
  [-1015, 'Too many new orders.', 'busy', 'wait'],
  [-2010, 'Something that nobody has seen before.', 'unknown', 'plan-again'],
  [-9999, 'Order would trigger immediately.', 'unknown', 'plan-again'],
];

describe('classifyReject', () => {
  it.each(rows)('%i "%s" is %s: protection answers with %s', (code, message, rejectClass, step) => {
    expect(classifyReject({ code, message })).toBe(rejectClass);
    expect(nextRung({ rejectClass, exposedMs: 0 })).toBe(step);
  });
});

describe('a position that stays without its stop', () => {
  it('is sold when a busy exchange has refused the stop for too long', () => {
    expect(nextRung({ rejectClass: 'busy', exposedMs: SELL_AFTER_MS - 1 })).toBe('wait');
    expect(nextRung({ rejectClass: 'busy', exposedMs: SELL_AFTER_MS })).toBe('exit-at-market');
  });

  it.each<[RejectClass, boolean]>([
    ['busy', false],
    ['closed-market', false],
    ['account', false],
    ['insufficient-balance', false],
    ['filter', true],
    ['capability', true],
    ['unknown', true],
  ])('and whose sale is refused as %s is at the end of the ladder: %s', (rejectClass, isEnd) => {
    expect(isLadderExhausted(rejectClass)).toBe(isEnd);
  });
});
