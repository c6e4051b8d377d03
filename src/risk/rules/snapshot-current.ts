import { type RiskRule, type RuleRefusal, refusal } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/** A signal that raises or moves risk must stand on the snapshot that is being judged; a trade that was judged on its own before is not asked again. */
export const snapshotCurrent: RiskRule = {
  name: 'snapshot-current',
  limits: [],
  judgeEntry: judgeSnapshot,
  judgeStopMove: judgeSnapshot,
};

function judgeSnapshot({ snapshotId }: { readonly snapshotId: string | null }, { snapshot }: RiskSituation): RuleRefusal | null {
  if (snapshotId === null || snapshotId === snapshot.id) return null;
  return refusal({ code: 'snapshot-mismatch', given: snapshotId, current: snapshot.id });
}
