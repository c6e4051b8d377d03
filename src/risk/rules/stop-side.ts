import type { Price } from '../../domain/decimal.ts';
import type { Mark } from '../../domain/position.ts';
import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';

/** A stop protects from below: at or above the mark it would be hit at once. */
export const stopSide: RiskRule = {
  name: 'stop-side',
  limits: [],
  judgeEntry: judgeSide,
  judgeStopMove: judgeSide,
};

function judgeSide({ stopPrice, mark }: { readonly stopPrice: Price; readonly mark: Mark }): RuleRefusal | null {
  return stopPrice.gte(mark.price) ? refusal({ code: 'stop-wrong-side', stopPrice, mark: mark.price }) : null;
}
