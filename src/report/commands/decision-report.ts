import type { ChatMessage, Language, MessageTone } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { Proposal, ProposalState, ProposalTag } from '../../domain/proposal.ts';
import { utcClockText } from '../format-time.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { tradeTitles } from '../messages/trade-title.ts';
import { actorName } from '../names.ts';

/** Whether an answer to a proposal took effect. */
export type DecisionAnswer =
  | { readonly tag: 'decided'; readonly proposal: Proposal }
  | { readonly tag: 'already-decided'; readonly proposal: Proposal }
  | { readonly tag: 'too-late'; readonly proposal: Proposal }
  | { readonly tag: 'unknown' };

const EN = {
  approved: (id: string) => `${id} approved`,
  approvedHalf: (id: string) => `Half of ${id} approved`,
  rejected: (id: string) => `${id} rejected`,
  already: (id: string, how: string) => `${id} is already ${how}`,
  tooLate: (id: string) => `Too late for ${id}`,
  unknown: (id: string) => `There is no proposal ${id}`,
  goesOn: 'It is judged again on fresh prices, then carried out. The outcome follows.',
  reason: (why: string) => `Reason: ${why}`,
  nothingSent: 'Nothing was sent.',
  nothingChanged: 'Your answer changed nothing.',
  ended: (time: string) => `It ended at ${time} without an answer. Nothing was sent.`,
  pending: '/pending lists what waits for you.',
  by: (name: string, time: string) => `By ${name} at ${time}.`,
  state: {
    staged: 'waiting',
    approved: 'approved',
    rejected: 'rejected',
    expired: 'expired',
    superseded: 'replaced',
    executing: 'under way',
    executed: 'done',
    blocked: 'blocked',
    failed: 'failed',
  } satisfies Readonly<Record<ProposalTag, string>>,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The direct answer to a person who decided on a proposal. */
export function decisionReport(
  input: { readonly venue: Venue; readonly proposalId: string; readonly result: DecisionAnswer },
  language: Language,
): ChatMessage {
  const { venue, proposalId, result } = input;
  const { icon, tone, title, lines } = answerTo(proposalId, result, language);
  const texts =
    result.tag === 'unknown' ? [title] : tradeTitles(result.proposal.terms, language).map((trade) => `${title} · ${trade}`);
  const blocks = [headline({ icon, tone, texts: [...texts, title] }), badge({ venue, about: [] }, language), ...lines.map(line)];
  return message(blocks, { urgency: 'silent' });
}

interface Answer {
  readonly icon: string;
  readonly tone: MessageTone;
  readonly title: string;
  readonly lines: readonly string[];
}

function answerTo(id: string, result: DecisionAnswer, language: Language): Answer {
  const words = WORDS[language];
  switch (result.tag) {
    case 'decided':
      return decidedAnswer(id, result.proposal.state, language);
    case 'already-decided': {
      const { state } = result.proposal;
      const who = 'by' in state ? [words.by(actorName(state.by, language), utcClockText(state.at))] : [];
      const lines = [...who, words.nothingChanged];
      return { icon: '☑️', tone: 'neutral', title: words.already(id, words.state[state.tag]), lines };
    }
    case 'too-late':
      return {
        icon: '⌛',
        tone: 'neutral',
        title: words.tooLate(id),
        lines: [words.ended(utcClockText(result.proposal.expiresAt))],
      };
    case 'unknown':
      return { icon: '❓', tone: 'neutral', title: words.unknown(id), lines: [words.pending] };
  }
}

function decidedAnswer(id: string, state: ProposalState, language: Language): Answer {
  const words = WORDS[language];
  if (state.tag === 'rejected') {
    const why = state.why === null ? [] : [words.reason(state.why)];
    return { icon: '❌', tone: 'neutral', title: words.rejected(id), lines: [...why, words.nothingSent] };
  }
  const isHalf = state.tag === 'approved' && state.portion === 0.5;
  return { icon: '✅', tone: 'good', title: isHalf ? words.approvedHalf(id) : words.approved(id), lines: [words.goesOn] };
}
