import { decideProposal } from './decide-proposal.ts';
import type { SessionServices } from './session-services.ts';

/** Ends every staged proposal whose time is over. */
export async function expireProposals(services: SessionServices): Promise<void> {
  const now = services.clock.now();
  for (const proposal of services.state.proposals.staged()) {
    if (proposal.expiresAt <= now) await decideProposal(services, proposal.id, { tag: 'expire' });
  }
}
