import { decodeTradeTerms } from '../../domain/approved-trade.ts';
import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { explainRiskReason } from '../explain-risk-reason.ts';
import { utcText } from '../format-time.ts';
import { tradeTitles } from '../messages/trade-title.ts';
import { actorName, proposalFailureName } from '../names.ts';
import type { StorySectionKey } from './session-story.ts';
import { storyWords } from './story-words.ts';

/** What is proposed, and whether a person is asked. Why one is asked is said by the verdict. */
export function tellStaged({ proposal }: FactOf<'proposal-staged'>, language: Language): string {
  const words = storyWords(language);
  const [title = ''] = tradeTitles(decodeTradeTerms(proposal.terms), language);
  return proposal.confirmationReasons.length === 0
    ? words.nobodyAsked(proposal.id, title)
    : words.asked(proposal.id, title, utcText(proposal.expiresAt));
}

/** A step of a proposal, with the section that it belongs to; null for steps that orders tell better. */
export function tellProposalStep(
  { proposalId: id, state }: FactOf<'proposal-changed'>,
  language: Language,
): { readonly key: StorySectionKey; readonly text: string } | null {
  const words = storyWords(language);
  switch (state.tag) {
    case 'approved':
      return { key: 'asked', text: words.approved(id, actorName(state.by, language), state.portion === 0.5) };
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
