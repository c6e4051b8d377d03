import { describe, expect, it } from 'vitest';
import { classifyReject, PROTECTION_STEPS, type ProtectionStep, type RejectClass } from '../../src/execution/classify-reject.ts';

const rows: [number, string, RejectClass, ProtectionStep][] = [
  [-2010, 'Order would trigger immediately.', 'would-trigger', 'exit-at-market'],
  [-2010, 'Stop price would trigger immediately.', 'would-trigger', 'exit-at-market'],
  [-2010, 'Account has insufficient balance for requested action.', 'insufficient-balance', 'read-balances'],
  [-2010, 'Duplicate order sent.', 'duplicate', 'probe'],
  [-1013, 'Filter failure: PERCENT_PRICE_BY_SIDE', 'filter', 'read-instrument'],
  [-1013, 'Filter failure: MAX_NUM_ALGO_ORDERS', 'filter', 'read-instrument'],
  [-1013, 'Invalid quantity.', 'filter', 'read-instrument'],
  [-1111, "Parameter 'quantity' has too much precision.", 'filter', 'read-instrument'],
  [-2010, 'Price * QTY is zero or less.', 'filter', 'read-instrument'],
  [-1013, 'Stop loss orders are not supported for this symbol.', 'capability', 'exit-at-market'],
  [-2010, 'Stop loss orders are not supported for this symbol', 'capability', 'exit-at-market'],
  [-1014, 'Unsupported order combination.', 'capability', 'exit-at-market'],
  [-1013, 'Market is closed.', 'closed-market', 'wait-and-alert'],
  [-2010, 'This order type is not possible in this trading phase.', 'closed-market', 'wait-and-alert'],
  [-2010, 'Limit orders require GTC for this phase.', 'closed-market', 'wait-and-alert'],
  [-2016, 'No trading window.', 'closed-market', 'wait-and-alert'],
  [-2010, 'This action is disabled on this account.', 'account', 'alert'],
  [-2010, 'This symbol is not permitted for this account.', 'account', 'alert'],
  [-2015, 'Invalid API-key, IP, or permissions for action.', 'account', 'alert'],
  [-1022, 'Signature for this request is not valid.', 'account', 'alert'],
  [-1021, 'Timestamp for this request is outside of the recvWindow.', 'busy', 'wait-and-alert'],
  [-1015, 'Too many new orders.', 'busy', 'wait-and-alert'],
  [-2010, 'Something that nobody has seen before.', 'unknown', 'alert'],
  [-9999, 'Order would trigger immediately.', 'unknown', 'alert'],
];

describe('classifyReject', () => {
  it.each(rows)('%i "%s" is %s: protection answers with %s', (code, message, rejectClass, step) => {
    expect(classifyReject({ code, message })).toBe(rejectClass);
    expect(PROTECTION_STEPS[rejectClass]).toBe(step);
  });

  it('has a row for every class', () => {
    expect(new Set(rows.map(([, , rejectClass]) => rejectClass))).toEqual(new Set(Object.keys(PROTECTION_STEPS)));
  });
});
