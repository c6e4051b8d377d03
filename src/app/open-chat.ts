import { CommandDesk } from '../chat/command-desk.ts';
import { Outbox } from '../chat/outbox.ts';
import { runCommandLoop } from '../chat/run-command-loop.ts';
import type { Language } from '../domain/chat-message.ts';
import type { Venue } from '../domain/control-state.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { MessageFold } from '../report/stories/message-fold.ts';
import type { Steward } from '../session/steward.ts';
import { deskFacts } from './desk-facts.ts';

/** A chat that is joined to the bot. */
export interface OpenChat {
  readonly outbox: Outbox;
  /** Begins to take commands: to be called when the bot is recovered. */
  listen(): void;
}

/**
 * Joins a chat: what happens is told from now on, what is said is done once `listen` was called.
 *
 * @param clock  Real time: a person answers in it, whatever time a simulated market is at.
 */
export async function openChat(parts: {
  readonly chat: Chat;
  readonly steward: Steward;
  readonly venue: Venue;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<OpenChat> {
  const { chat, steward, venue, language, clock, log, signal } = parts;
  const { onBug } = steward.services;
  const outbox = new Outbox({
    state: steward.state,
    fold: new MessageFold({ venue, language }),
    chat,
    clock,
    log,
    language,
    onBug,
  });
  await outbox.start();
  const desk = new CommandDesk({ steward, clock, log, facts: deskFacts({ venue, language, steward, startedAt: clock.now() }) });
  return {
    outbox,
    listen() {
      void runCommandLoop({ chat, desk, outbox, signal }).catch((error: unknown) =>
        onBug(error instanceof Error ? error : new Error(String(error))),
      );
    },
  };
}
