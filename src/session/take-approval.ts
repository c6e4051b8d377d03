import type { Configuration } from '../configuration/configuration.ts';
import type { LimitApproval, LimitApprovals } from '../ports/limit-approvals.ts';
import type { JournaledState } from './journaled-state.ts';
import { approvalName, keptLimits, valuesToApprove } from './kept-limits.ts';

/** Journals an approval that a person gave on the host, when it is for exactly the limits that are kept. One for others does nothing. */
export async function takeApproval(desk: {
  readonly approvals: LimitApprovals;
  readonly state: JournaledState;
  /** What the files say: they may be edited while the approval is read. */
  files(): Configuration;
}): Promise<void> {
  const { approvals, state } = desk;
  const wanted = () => ({ revision: state.limits.revision, values: valuesToApprove(keptLimits(desk.files(), state)) });
  if (Object.keys(wanted().values).length === 0) return;
  const approval = await approvals.find(approvalName(wanted()));
  if (approval === null || !isFor(approval, wanted())) return;
  const { values, by } = approval;
  await state.record([{ kind: 'limits-approved', values, by: { kind: 'person', id: 'host', name: by } }]);
}

function isFor(approval: LimitApproval, wanted: Pick<LimitApproval, 'revision' | 'values'>): boolean {
  const { values } = wanted;
  const isSame = Object.keys(values).length === Object.keys(approval.values).length;
  return (
    isSame && approval.revision === wanted.revision && Object.keys(values).every((key) => values[key] === approval.values[key])
  );
}
