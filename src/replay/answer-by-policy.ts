import type { Actor } from '../domain/proposal.ts';
import type { Steward } from '../session/steward.ts';

/** Who answers where there is no person: everything is approved, or nothing is. */
export type ConfirmationPolicy = 'always' | 'never';

const POLICY: Actor = { kind: 'policy' };

/** Answers every proposal that waits, at the same instant, and waits until what was approved is carried out. */
export async function answerByPolicy(steward: Steward, policy: ConfirmationPolicy): Promise<void> {
  for (const proposal of steward.state.proposals.staged()) {
    if (policy === 'always') await steward.approve(proposal.id, { by: POLICY, portion: 1 });
    else await steward.reject(proposal.id, { by: POLICY, why: null });
  }
  await steward.idle();
}
