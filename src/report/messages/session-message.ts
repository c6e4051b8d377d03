import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { SessionOutcome } from '../../domain/journal-entry.ts';
import type { SessionFacts } from './session-facts.ts';
import { failedMessage, interruptedMessage } from './session-failure-message.ts';
import { holdMessage, tradingMessage } from './session-report-message.ts';

/** How a session ended: what was decided and done, or in one line that nothing was. */
export function sessionMessage(facts: SessionFacts, outcome: SessionOutcome, language: Language): ChatMessage {
  const { trades, signals } = facts.digest;
  switch (outcome.tag) {
    case 'completed':
      return trades.length > 0 || signals.some(({ proposalId }) => proposalId !== null)
        ? tradingMessage(facts, language)
        : holdMessage(facts, language);
    case 'failed':
      return failedMessage(facts, outcome, language);
    case 'interrupted':
      return interruptedMessage(facts, language);
  }
}
