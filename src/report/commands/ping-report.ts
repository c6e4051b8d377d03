import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { EpochMs } from '../../domain/time.ts';
import { durationText, utcText } from '../format-time.ts';
import { badge, headline, message } from '../message-blocks.ts';
import { factTable } from '../message-table.ts';
import { textCell } from '../table-cells.ts';

const EN = {
  alive: (time: string) => `Alive · up ${time}`,
  version: 'Version',
  journal: 'Journal',
  entries: (count: number) => `${count} entries`,
  audit: 'Stops seen',
  ago: (time: string) => `${time} ago`,
  never: 'not yet',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** That the process lives, and since when it has looked at what matters. */
export function pingReport(
  input: {
    readonly venue: Venue;
    readonly version: string;
    readonly now: EpochMs;
    readonly startedAt: EpochMs;
    readonly journalSequence: number;
    readonly lastAuditAt: EpochMs | null;
  },
  language: Language,
): ChatMessage {
  const { venue, version, now, startedAt, journalSequence, lastAuditAt } = input;
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🏓', tone: 'good', texts: [words.alive(durationText(now - startedAt))] }),
    badge({ venue, about: [utcText(now)] }, language),
    factTable([
      [words.version, textCell(version)],
      [words.journal, textCell(words.entries(journalSequence))],
      [words.audit, textCell(lastAuditAt === null ? words.never : words.ago(durationText(now - lastAuditAt)))],
    ]),
  ];
  return message(blocks, { urgency: 'silent' });
}
