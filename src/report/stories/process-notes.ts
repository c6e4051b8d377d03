import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { FactOf, JournalEntry } from '../../domain/journal-entry.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { MessageContext } from '../message-blocks.ts';
import {
  helloMessage,
  journalRepairedMessage,
  restartedMessage,
  slotMissedMessage,
  stoppedMessage,
} from '../messages/process-message.ts';

/** What is told of the process itself. */
export type ProcessNews = FactOf<'journal-repaired' | 'process-started' | 'process-stopped' | 'slot-missed'>;

/** How the process before this one ended. */
export class ProcessNotes {
  /** Null before the first start; `killed` from a start on until the process says that it ends. */
  #last: 'stopped' | 'killed' | null = null;

  apply({ fact }: JournalEntry): void {
    if (fact.kind === 'process-started') this.#last = 'killed';
    else if (fact.kind === 'process-stopped') this.#last = 'stopped';
  }

  /** To be called before the fact is applied. */
  tell(
    fact: ProcessNews,
    known: {
      readonly at: EpochMs;
      readonly context: MessageContext;
      readonly stops: { readonly coveredCount: number; readonly positionCount: number };
    },
    language: Language,
  ): ChatMessage {
    const { at, context, stops } = known;
    switch (fact.kind) {
      case 'journal-repaired':
        return journalRepairedMessage(context, fact, language);
      case 'process-started':
        return this.#last === null
          ? helloMessage(context, { fact, at }, language)
          : restartedMessage(context, { fact, before: this.#last }, language);
      case 'process-stopped':
        return stoppedMessage(context, { fact, ...stops }, language);
      case 'slot-missed':
        return slotMissedMessage(context, fact, language);
    }
  }
}
