import type { Price } from '../../domain/decimal.ts';
import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';

/** A stop of 0, below it, or of no number at all would never protect anything: it counts as missing. */
export const stopPresent: RiskRule = {
  name: 'stop-present',
  limits: [],
  judgeEntry: judgeStop,
  judgeStopMove: judgeStop,
};

function judgeStop({ stopPrice }: { readonly stopPrice: Price }): RuleRefusal | null {
  return stopPrice.isFinite() && stopPrice.gt(0) ? null : refusal({ code: 'stop-missing' });
}
