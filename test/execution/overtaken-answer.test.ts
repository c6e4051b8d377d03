import { describe, expect, it } from 'vitest';
import { ZERO_QUANTITY } from '../../src/domain/decimal.ts';
import { isStateNews } from '../../src/execution/tracked-order.ts';

describe('an exit that the stream tells of before the answer to its list', () => {
  it('stays open when the answer says that it waits', () => {
    const open = { tag: 'open', exchangeOrderId: '2', filledQuantity: ZERO_QUANTITY } as const;
    expect(isStateNews(open, { tag: 'pending', exchangeOrderId: '2' })).toBe(false);
  });
});
