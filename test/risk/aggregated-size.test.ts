import { describe, expect, it } from 'vitest';
import { price, quantity } from '../../src/domain/decimal.ts';
import { RiskManager } from '../../src/risk/risk-manager.ts';
import { aClose, anOpen, aPosition, aSituation } from './situation.ts';

const manager = new RiskManager();

describe('a size that votes made smaller', () => {
  it('is named in the verdict on an entry', () => {
    expect(manager.assess(anOpen({ sizeStep: 0.5, sizeFactor: 0.5 }), aSituation())).toMatchObject({
      reductions: [{ code: 'aggregated-size', from: 0.5, to: 0.25 }, { code: 'rounded-to-step' }],
    });
  });

  it('is named in the verdict on a close, which sells that share', () => {
    const held = { positions: [aPosition('BTCUSDT', { quantity: 10, stopPrice: 90 })], cash: 9000 };
    expect(manager.assess(aClose({ sizeStep: 1, sizeFactor: 0.75 }), aSituation(held))).toMatchObject({
      trade: { purpose: 'exit', quantity: quantity('7.5') },
      reductions: [{ code: 'aggregated-size', from: 1, to: 0.75 }],
    });
  });

  it('bounds what is offered in the place of a refused entry', () => {
    const situation = aSituation({ positions: [aPosition('BTCUSDT', { quantity: 15, cost: 90, stopPrice: 96 })], cash: 8500 });
    const refusedMaximum = (sizeFactor?: number) => {
      const verdict = manager.assess(
        anOpen({ sizeStep: 1, stopPrice: price(98), ...(sizeFactor === undefined ? {} : { sizeFactor }) }),
        situation,
      );
      return verdict.tag === 'refused' ? verdict.maximum : null;
    };
    const [whole, shared] = [refusedMaximum(), refusedMaximum(0.75)];
    expect(whole?.sizeStep).toBe(0.25);
    // Three quarters of the step of a half are no more than what passes of the whole.
    expect(shared?.quoteAmount.lte(whole?.quoteAmount ?? 0)).toBe(true);
    expect([0.25, 0.5]).toContain(shared?.sizeStep);
  });
});
