import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { SessionOutcome } from '../../domain/journal-entry.ts';
import { headline, line, message } from '../message-blocks.ts';
import { faultName, stageName } from '../names.ts';
import { type SessionFacts, sessionBadge, sessionName } from './session-facts.ts';

const EN = {
  failed: 'failed',
  failedIn: (stage: string, why: string) => `It failed in ${stage}: ${why.replace(/\.$/, '')}.`,
  nothingSent: 'No orders were sent.',
  stopsStay: 'Stops stay; the next session tries again.',
  interrupted: 'interrupted',
  interruptedBy: 'The process ended in the middle of it. What it had sent was found again on the exchange.',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A session that failed: where and why, and that nothing was sent where that is certain. */
export function failedMessage(
  facts: SessionFacts,
  outcome: Extract<SessionOutcome, { readonly tag: 'failed' }>,
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const { digest, failuresInRow } = facts;
  const title = `${sessionName(facts, language)} ${words.failed}`;
  const blocks = [
    headline({
      icon: '⚠️',
      tone: 'bad',
      texts: [`${title} · ${faultName(outcome.code, language)}`, `${title} · ${outcome.code}`, title],
    }),
    sessionBadge(facts, language),
    line(words.failedIn(stageName(outcome.stage, language), `${outcome.code}, ${outcome.message}`)),
    ...(digest.isOrderSent ? [] : [line(words.nothingSent)]),
    line(words.stopsStay),
  ];
  // One failure is common and mends itself; the second in a row is not left to be found.
  return message(blocks, { urgency: failuresInRow > 1 ? 'normal' : 'silent' });
}

/** A session in whose middle the process ended. */
export function interruptedMessage(facts: SessionFacts, language: Language): ChatMessage {
  const words = WORDS[language];
  const title = `${sessionName(facts, language)} ${words.interrupted}`;
  return message(
    [headline({ icon: '⚠️', tone: 'attention', texts: [title] }), sessionBadge(facts, language), line(words.interruptedBy)],
    {
      urgency: 'silent',
    },
  );
}
