import type { ChatMessage, Language } from '../domain/chat-message.ts';
import { AUTONOMIES, type Autonomy, type Venue } from '../domain/control-state.ts';
import { badge, button, headline, line, message } from './message-blocks.ts';
import { autonomyMeaning } from './names.ts';

/** What the desk says that is about the conversation itself. */
export type DeskEvent =
  | { readonly tag: 'welcome' }
  | { readonly tag: 'free-text' }
  | { readonly tag: 'autonomy-shown'; readonly current: Autonomy }
  /** A question that was answered, ran out of time, or belongs to an earlier process. */
  | { readonly tag: 'question-closed' }
  | { readonly tag: 'question-of-another' }
  | { readonly tag: 'question-declined'; readonly command: string };

const TELLERS: Readonly<Record<Language, (event: DeskEvent, venue: Venue) => ChatMessage>> = { en: tellInEnglish };

export function deskMessage(
  event: DeskEvent,
  { venue, language }: { readonly venue: Venue; readonly language: Language },
): ChatMessage {
  return TELLERS[language](event, venue);
}

function tellInEnglish(event: DeskEvent, venue: Venue): ChatMessage {
  switch (event.tag) {
    case 'welcome':
      return message(
        [
          headline({ icon: '🤖', tone: 'neutral', texts: ['Steward is listening'] }),
          badge({ venue, about: ['welcome'] }, 'en'),
          line('Every hour it looks at the markets, proposes within its limits, and asks you where the stakes are high.'),
          line('/help lists what you can say; /pause stops buying at once.'),
        ],
        { buttons: [[button('Status', 'status'), button('Portfolio', 'portfolio'), button('Help', 'help')]] },
      );
    case 'free-text':
      return message([
        headline({ icon: '💬', tone: 'neutral', texts: ['That is no command and answers no question'] }),
        badge({ venue, about: ['commands begin with /'] }, 'en'),
        line('/help lists them; /pending shows what waits for your answer.'),
      ]);
    case 'autonomy-shown':
      return message(
        [
          headline({ icon: '🎚', tone: 'neutral', texts: [`Autonomy: ${event.current}`] }),
          badge({ venue, about: ['autonomy'] }, 'en'),
          ...AUTONOMIES.map((autonomy) =>
            line(`${autonomy === event.current ? '●' : '○'} ${autonomy}: ${autonomyMeaning(autonomy, 'en')}`),
          ),
        ],
        {
          buttons: [
            AUTONOMIES.filter((autonomy) => autonomy !== event.current).map((autonomy) => button(autonomy, 'autonomy', autonomy)),
          ],
        },
      );
    case 'question-closed':
      return message([
        headline({ icon: '⌛', tone: 'neutral', texts: ['This question is closed; nothing was changed'] }),
        badge({ venue, about: ['confirmation'] }, 'en'),
        line('It was answered before, its time was over, or Steward restarted. Send the command again.'),
      ]);
    case 'question-of-another':
      return message([
        headline({ icon: '⛔', tone: 'neutral', texts: ['Only who was asked can answer this'] }),
        badge({ venue, about: ['confirmation'] }, 'en'),
      ]);
    case 'question-declined':
      return message([
        headline({ icon: '✖', tone: 'neutral', texts: [`Not done: /${event.command}`, 'Not done'] }),
        badge({ venue, about: ['nothing was changed'] }, 'en'),
      ]);
  }
}
