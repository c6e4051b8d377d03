import type { ChatMessage } from '../domain/chat-message.ts';
import { changeReport } from '../report/commands/change-report.ts';
import { type Change, changeMessage } from '../report/messages/change-message.ts';
import type { CommandContext } from './command-definition.ts';

/** What holds now, in the words in which others are told of it; or that nothing had to be changed. */
export function answerChange(
  { facts: { venue, language }, by }: Pick<CommandContext, 'facts' | 'by'>,
  change: Change,
): ChatMessage {
  return change.from === change.to
    ? changeReport({ venue, change }, language)
    : changeMessage({ venue, change, by, why: null }, language);
}
