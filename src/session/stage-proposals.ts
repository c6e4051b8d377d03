import { digestOfTerms, type TradeTerms } from '../domain/approved-trade.ts';
import { encode } from '../domain/encoded.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import { proposalKey } from '../domain/proposal.ts';
import type { ConfirmationReason } from '../domain/risk-verdict.ts';
import { HOUR_MS, hourStart } from '../domain/time.ts';
import type { AssessedSignal } from './assess-signals.ts';
import type { SessionServices } from './session-services.ts';

/**
 * Makes a durable proposal of every signal that the guard did not refuse. One that nobody has to be asked about is approved by policy
 * in the same write; one that needs a person stays staged, and the session ends without it.
 * @returns the ids of those that may be executed at once, in order.
 */
export async function stageProposals(
  services: SessionServices,
  assessed: readonly AssessedSignal[],
  sessionId: string,
): Promise<readonly string[]> {
  const approvedIds: string[] = [];
  for (const { signal, verdict } of assessed) {
    if (verdict.tag === 'refused') continue;
    const reasons = verdict.tag === 'approved' ? [] : verdict.why;
    const id = services.state.proposals.nextId();
    const staged = stagedFact(services, { id, signal, terms: verdict.trade, reasons, sessionId });
    const facts: JournalFact[] = [...supersedeFacts(services, signal, id), staged];
    if (reasons.length === 0) {
      const at = services.clock.now();
      facts.push({
        kind: 'proposal-changed',
        proposalId: id,
        state: { tag: 'approved', by: { kind: 'policy' }, at, portion: 1 },
      });
      approvedIds.push(id);
    }
    await services.state.record(facts, { sessionId });
  }
  return approvedIds;
}

function stagedFact(
  services: SessionServices,
  input: {
    readonly id: string;
    readonly signal: AssessedSignal['signal'];
    readonly terms: TradeTerms;
    readonly reasons: readonly ConfirmationReason[];
    readonly sessionId: string;
  },
): JournalFact {
  const now = services.clock.now();
  const nextSessionAt = hourStart(now) + HOUR_MS;
  return {
    kind: 'proposal-staged',
    proposal: encode({
      id: input.id,
      sessionId: input.sessionId,
      signal: input.signal,
      terms: input.terms,
      digest: digestOfTerms(input.terms),
      stagedAt: now,
      expiresAt: Math.min(now + services.settings.proposalExpiryMs, nextSessionAt),
      confirmationReasons: input.reasons,
    }),
  };
}

/** A newer wish for the same symbol and side replaces an older one that is still waiting. */
function supersedeFacts(
  services: SessionServices,
  signal: AssessedSignal['signal'],
  byProposalId: string,
): readonly JournalFact[] {
  const at = services.clock.now();
  return services.state.proposals.stagedWithKey(proposalKey({ signal })).map((older) => ({
    kind: 'proposal-changed',
    proposalId: older.id,
    state: { tag: 'superseded', at, byProposalId },
  }));
}
