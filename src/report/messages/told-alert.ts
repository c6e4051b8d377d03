import type { MessageBlock } from '../../domain/chat-message.ts';

/** The words of an alert: ways to say it in the first line, the most telling first, and what stands below. */
export interface ToldAlert {
  readonly titles: readonly string[];
  readonly blocks: readonly MessageBlock[];
}
