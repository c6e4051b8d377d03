import type { MessageBlock } from '../../domain/chat-message.ts';
import { headline, line, wholeLine, wholeQuote } from '../message-blocks.ts';
import type { SessionStory } from './session-story.ts';

/** The whole story as blocks. It may be longer than one message of a chat; the chat's adapter splits it at the blocks. */
export function renderStory(story: SessionStory): readonly MessageBlock[] {
  return [
    headline({ icon: '📖', tone: 'neutral', texts: [story.headline, story.headline.split(' · ').slice(0, 2).join(' · ')] }),
    line([story.venue?.toUpperCase(), story.sessionId].filter((part) => part !== undefined).join(' · ')),
    ...story.sections.flatMap(({ title, lines }) => [
      line(title),
      ...lines.map(({ kind, text }) => (kind === 'quote' ? wholeQuote(text) : wholeLine(text))),
    ]),
  ];
}
