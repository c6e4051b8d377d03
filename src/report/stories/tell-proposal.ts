import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { explainConfirmationReason } from '../explain-confirmation-reason.ts';
import { explainRiskReason } from '../explain-risk-reason.ts';
import { explainTerms } from '../explain-terms.ts';
import { utcText } from '../format-time.ts';
import { actorName, proposalFailureName } from '../names.ts';
import type { StorySectionKey } from './session-story.ts';
import { storyWords } from './story-words.ts';

/** What is proposed, and whether and why a person is asked. */
export function tellStaged({ proposal }: FactOf<'proposal-staged'>, language: Language): readonly string[] {
  const words = storyWords(language);
  const terms = explainTerms(proposal.terms, language);
  if (proposal.confirmationReasons.length === 0) return [words.nobodyAsked(proposal.id, terms)];
  const reasons = proposal.confirmationReasons.map((reason) => explainConfirmationReason(reason, language));
  return [words.asked(proposal.id, terms, utcText(proposal.expiresAt)), ...reasons];
}

/** A step of a proposal, with the section that it belongs to; null for steps that orders tell better. */
export function tellProposalStep(
  { proposalId: id, state }: FactOf<'proposal-changed'>,
  language: Language,
): { readonly key: StorySectionKey; readonly text: string } | null {
  const words = storyWords(language);
  switch (state.tag) {
    case 'approved':
      return state.by.kind === 'policy'
        ? null
        : { key: 'asked', text: words.approved(id, actorName(state.by, language), state.portion === 0.5) };
    case 'rejected':
      return { key: 'asked', text: words.rejected(id, actorName(state.by, language), state.why) };
    case 'expired':
      return { key: 'asked', text: words.expired(id) };
    case 'superseded':
      return { key: 'asked', text: words.superseded(id, state.byProposalId) };
    case 'blocked':
      return {
        key: 'ordered',
        text: words.blocked(id, state.reasons.map((reason) => explainRiskReason(reason, language)).join(' ')),
      };
    case 'failed':
      return { key: 'ordered', text: words.failed(id, proposalFailureName(state.why, language)) };
    case 'executed':
      return { key: 'filled', text: words.executed(id) };
    case 'staged':
    case 'executing':
      return null;
  }
}
