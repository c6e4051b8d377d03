import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { encode } from '../../domain/encoded.ts';
import type { Proposal } from '../../domain/proposal.ts';
import type { EpochMs } from '../../domain/time.ts';
import { explainTerms } from '../explain-terms.ts';
import { countText } from '../format-number.ts';
import { durationText, utcClockText } from '../format-time.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';

const EN = {
  waiting: (proposals: string) => `${proposals} waiting for you`,
  proposal: 'proposal',
  none: 'Nothing waits for you',
  until: (time: string, left: string) => `until ${time}, ${left} left`,
  approve: '✅ Approve',
  half: '½ Half',
  reject: '❌ Reject',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The proposals that wait for an answer, each with its buttons. */
export function pendingReport(
  input: { readonly venue: Venue; readonly now: EpochMs; readonly proposals: readonly Proposal[] },
  language: Language,
): ChatMessage {
  const { venue, now, proposals } = input;
  const words = WORDS[language];
  const isAnyWaiting = proposals.length > 0;
  const blocks = [
    headline({
      icon: isAnyWaiting ? '🟠' : '✅',
      tone: isAnyWaiting ? 'attention' : 'good',
      texts: [isAnyWaiting ? words.waiting(countText(proposals.length, words.proposal)) : words.none],
    }),
    badge({ venue, about: [utcClockText(now)] }, language),
    ...proposals.flatMap(({ id, terms, expiresAt }) => [
      line(`${id}: ${explainTerms(encode(terms), language)}`),
      line(`${id} ${words.until(utcClockText(expiresAt), durationText(Math.max(0, expiresAt - now)))}.`),
    ]),
  ];
  return message(blocks, { buttons: proposals.map((proposal) => answerRow(proposal, language)), urgency: 'silent' });
}

/** One row for each proposal; the id tells them apart. */
function answerRow({ id, terms }: Proposal, language: Language): ChatMessage['buttons'][number] {
  const words = WORDS[language];
  const half = terms.purpose === 'move-stop' ? [] : [button(`${words.half} ${id}`, 'approve', id, 'half')];
  return [button(`${words.approve} ${id}`, 'approve', id), ...half, button(`${words.reject} ${id}`, 'reject', id)];
}
