import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { utcText } from '../format-time.ts';
import { badge, headline, line, message, wholeQuote } from '../message-blocks.ts';
import { actorName } from '../names.ts';

const EN = {
  added: (number: number) => `Note ${number} is kept`,
  dropped: (number: number) => `Note ${number} is dropped`,
  meaning: (time: string) => `Until ${time} models are shown it, quoted as data. It changes no limit.`,
  droppedMeaning: 'No model is shown it any more.',
  by: (name: string) => `By ${name}.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A note for the models that was written or taken back. */
export function noteMessage(venue: Venue, fact: FactOf<'note-added' | 'note-dropped'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const by = line(words.by(actorName(fact.by, language)));
  const blocks =
    fact.kind === 'note-added'
      ? [
          headline({ icon: '📝', tone: 'neutral', texts: [words.added(fact.note.number)] }),
          badge({ venue, about: [] }, language),
          wholeQuote(fact.note.text),
          line(words.meaning(utcText(fact.note.expiresAt))),
          by,
        ]
      : [
          headline({ icon: '📝', tone: 'neutral', texts: [words.dropped(fact.number)] }),
          badge({ venue, about: [] }, language),
          line(words.droppedMeaning),
          by,
        ];
  return message(blocks, { urgency: 'silent' });
}
