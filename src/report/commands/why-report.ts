import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { badge, button, headline, line, message, quote, wholeLine } from '../message-blocks.ts';
import type { SessionStory, StoryLine, StorySectionKey } from '../stories/session-story.ts';

const LINES_MAX = 8;
const VOTE_LINES_MAX = 4;

const EN = {
  why: (id: string) => `Why · session ${id}`,
  unknown: 'No such session',
  unknownWhat: 'The journal knows none of this name. /why without more tells of the last one.',
  silent: 'No agent said anything in it.',
  whole: '📖 All of it',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What was said and judged in a session, what votes became, and what it cost in one line. The rest is in its story. */
export function whyReport(
  input: { readonly venue: Venue; readonly story: SessionStory | null },
  language: Language,
): ChatMessage {
  const { venue, story } = input;
  const words = WORDS[language];
  if (story === null) {
    const blocks = [
      headline({ icon: '❓', tone: 'neutral', texts: [words.unknown] }),
      badge({ venue, about: [] }, language),
      line(words.unknownWhat),
    ];
    return message(blocks, { urgency: 'silent' });
  }
  const said = [...linesOf(story, 'said'), ...linesOf(story, 'judged')];
  const votes = linesOf(story, 'voted').slice(0, VOTE_LINES_MAX);
  const cost = linesOf(story, 'costs').slice(0, 1);
  const told = [...said.slice(0, LINES_MAX), ...votes, ...cost];
  const blocks = [
    headline({ icon: '💬', tone: 'neutral', texts: [words.why(story.sessionId)] }),
    badge({ venue, about: [] }, language),
    ...(said.length === 0 ? [line(words.silent)] : []),
    ...told.map(blockOf),
  ];
  return message(blocks, { buttons: [[button(words.whole, 'session', story.sessionId)]], urgency: 'silent' });
}

function linesOf(story: SessionStory, section: StorySectionKey): readonly StoryLine[] {
  return story.sections.find(({ key }) => key === section)?.lines ?? [];
}

function blockOf({ kind, text }: StoryLine): MessageBlock {
  return kind === 'quote' ? quote(text) : wholeLine(text);
}
