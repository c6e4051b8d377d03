import type { ChatMessage, Language, MessageTone } from '../../domain/chat-message.ts';
import type { ControlState, Venue } from '../../domain/control-state.ts';
import type { Proposal, ProposalState, ProposalTag } from '../../domain/proposal.ts';
import { explainRiskReason } from '../explain-risk-reason.ts';
import { utcClockText } from '../format-time.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { actorName, proposalFailureName } from '../names.ts';
import { tradeTitles } from './trade-title.ts';

/** Ends that are told by themselves: an approval is answered at once, an execution is told as the trade that it made. */
export type ToldOutcome = Extract<ProposalState, { readonly tag: 'rejected' | 'expired' | 'superseded' | 'blocked' | 'failed' }>;

const LOOKS: Readonly<Record<ToldOutcome['tag'], { readonly icon: string; readonly tone: MessageTone }>> = {
  rejected: { icon: '❌', tone: 'neutral' },
  expired: { icon: '⌛', tone: 'neutral' },
  superseded: { icon: '🔁', tone: 'neutral' },
  blocked: { icon: '⛔', tone: 'attention' },
  failed: { icon: '⚠️', tone: 'bad' },
};

const EN = {
  outcome: { rejected: 'rejected', expired: 'expired', superseded: 'replaced', blocked: 'blocked', failed: 'failed' },
  nothingSent: 'Nothing was sent.',
  by: (name: string, time: string, why: string | null) => `By ${name} at ${time}${why === null ? '' : `: ${why}`}.`,
  noAnswer: (time: string) => `There was no answer until ${time}. Nothing was sent.`,
  replacedBy: (id: string) => `${id} takes its place.`,
  judgedAgain: 'Judged again on fresh prices, it is refused. Nothing was sent.',
  nothingTraded: (why: string) => `Nothing was traded: ${why}.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

export function isToldOutcome(state: ProposalState): state is ToldOutcome {
  const told: readonly ProposalTag[] = ['rejected', 'expired', 'superseded', 'blocked', 'failed'];
  return told.includes(state.tag);
}

/** How a proposal ended that became no trade, and why. */
export function outcomeMessage(
  input: { readonly venue: Venue; readonly control: ControlState; readonly proposal: Proposal; readonly outcome: ToldOutcome },
  language: Language,
): ChatMessage {
  const { venue, control, proposal, outcome } = input;
  const told = `${proposal.id} ${WORDS[language].outcome[outcome.tag]}`;
  const texts = tradeTitles(proposal.terms, language).map((title) => `${told} · ${title}`);
  const blocks = [
    headline({ ...LOOKS[outcome.tag], texts: [...texts, told] }),
    badge({ venue, control, about: [] }, language),
    ...outcomeLines(proposal, outcome, language).map(line),
  ];
  return message(blocks, { urgency: outcome.tag === 'blocked' || outcome.tag === 'failed' ? 'normal' : 'silent' });
}

function outcomeLines(proposal: Proposal, outcome: ToldOutcome, language: Language): readonly string[] {
  const words = WORDS[language];
  switch (outcome.tag) {
    case 'rejected':
      return [words.by(actorName(outcome.by, language), utcClockText(outcome.at), outcome.why), words.nothingSent];
    case 'expired':
      return [words.noAnswer(utcClockText(proposal.expiresAt))];
    case 'superseded':
      return [words.replacedBy(outcome.byProposalId), words.nothingSent];
    case 'blocked':
      return [words.judgedAgain, ...outcome.reasons.map((reason) => explainRiskReason(reason, language))];
    case 'failed':
      return [words.nothingTraded(proposalFailureName(outcome.why, language))];
  }
}
