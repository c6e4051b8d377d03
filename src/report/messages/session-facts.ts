import type { Language, MessageBlock } from '../../domain/chat-message.ts';
import type { QuoteAmount } from '../../domain/decimal.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { type DurationMs, isoTime } from '../../domain/time.ts';
import { durationText } from '../format-time.ts';
import { badge, type MessageContext } from '../message-blocks.ts';
import type { SessionDigest } from '../stories/session-digest.ts';

const EN = { session: (time: string) => `Session ${time}` };

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What the message about a session is made of. */
export interface SessionFacts {
  readonly context: MessageContext;
  readonly digest: SessionDigest;
  /** Proposals of the session as they stand now. */
  readonly proposals: ReadonlyMap<string, Proposal>;
  readonly durationMs: DurationMs;
  readonly book: {
    readonly equity: QuoteAmount;
    readonly dayPnl: QuoteAmount;
    readonly dayStartEquity: QuoteAmount;
    readonly coveredCount: number;
    readonly positionCount: number;
  };
  /** How many sessions ended without completing, this one included. */
  readonly failuresInRow: number;
}

/** `Session 14:00`, in UTC. */
export function sessionName({ digest }: SessionFacts, language: Language): string {
  return WORDS[language].session(isoTime(digest.slotAt).slice(11, 16));
}

export function sessionBadge({ context, digest, durationMs }: SessionFacts, language: Language): MessageBlock {
  return badge({ ...context, about: [digest.sessionId, durationText(durationMs)] }, language);
}
