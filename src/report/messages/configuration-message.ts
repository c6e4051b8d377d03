import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { EditedSetting } from '../../domain/configuration-fact.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { actorName } from '../names.ts';

type ConfigurationNews = FactOf<'configuration-edited' | 'override-set' | 'override-ended' | 'limits-approved'>;

const EN = {
  edited: 'The configuration files were edited',
  fromTo: ({ key, from, to }: EditedSetting) => `${key}: ${from} → ${to}`,
  counts: {
    'next-session': 'From the next session on:',
    start: 'At the next start of the bot only:',
  },
  more: (count: number) => `And ${count} more.`,
  set: 'A setting was changed by chat',
  setTo: ({ key, value, fileValue }: FactOf<'override-set'>) =>
    `${key}: ${value}, over ${fileValue} in the file, from the next session on.`,
  undone: 'A setting of the chat was taken back',
  undoneValue: ({ key, value }: FactOf<'override-ended'>) => `${key}: ${value} no longer holds, from the next session on.`,
  by: (name: string) => `By ${name}.`,
  ended: 'The file holds again',
  fileEdited: ({ key, value }: FactOf<'override-ended'>) =>
    `${key} was edited in its file: ${value}, which was set by chat, has ended.`,
  notPossible: ({ key, value }: FactOf<'override-ended'>) =>
    `${key}: ${value}, which was set by chat, is not possible any more and has ended.`,
  approved: 'Looser limits were approved',
  approvedBy: (name: string) => `By ${name} on the host, from the next session on:`,
  limit: (key: string, value: number) => `${key}: ${value}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What people changed in the configuration, and when it counts. Nothing for what the bot notes for itself. */
export function configurationMessages(venue: Venue, fact: ConfigurationNews, language: Language): readonly ChatMessage[] {
  const told = tell(fact, language);
  if (told === null) return [];
  const { icon, tone, texts, lines, isAnswered } = told;
  const blocks = [headline({ icon, tone, texts }), badge({ venue, about: [] }, language), ...lines.map(line)];
  return [message(blocks, { urgency: isAnswered ? 'silent' : 'normal' })];
}

interface Told {
  readonly icon: string;
  readonly tone: 'neutral' | 'attention';
  readonly texts: readonly string[];
  readonly lines: readonly string[];
  /** Whoever did it is told already. */
  readonly isAnswered: boolean;
}

function tell(fact: ConfigurationNews, language: Language): Told | null {
  const words = WORDS[language];
  const usual = { icon: '⚙️', tone: 'neutral', isAnswered: false } as const;
  switch (fact.kind) {
    case 'configuration-edited': {
      const lines = editedLines(fact, language);
      return lines.length === 0 ? null : { ...usual, texts: [words.edited], lines };
    }
    case 'override-set': {
      const lines = [words.setTo(fact), words.by(actorName(fact.by, language))];
      return { ...usual, texts: [words.set], lines, isAnswered: true };
    }
    case 'override-ended': {
      if (fact.why === 'undone') {
        const lines = [words.undoneValue(fact), words.by(actorName(fact.by, language))];
        return { ...usual, texts: [words.undone], lines, isAnswered: true };
      }
      return {
        ...usual,
        texts: [words.ended],
        lines: [fact.why === 'file-edited' ? words.fileEdited(fact) : words.notPossible(fact)],
      };
    }
    case 'limits-approved': {
      if (fact.by.kind !== 'person') return null;
      const limits = Object.entries(fact.values).map(([key, value]) => words.limit(key, value));
      const lines = [words.approvedBy(actorName(fact.by, language)), ...limits];
      return { ...usual, icon: '🟠', tone: 'attention', texts: [words.approved], lines };
    }
  }
}

/** Looser limits, which count for nothing yet, have an alert of their own. */
function editedLines({ changes, more }: FactOf<'configuration-edited'>, language: Language): readonly string[] {
  const words = WORDS[language];
  const groups = (['next-session', 'start'] as const).flatMap((counts) => {
    const edited = changes.filter((change) => change.counts === counts);
    return edited.length === 0 ? [] : [words.counts[counts], ...edited.map(words.fromTo)];
  });
  return more === 0 ? groups : [...groups, words.more(more)];
}
