import type { Chat } from '../ports/chat.ts';
import type { CommandDesk } from './command-desk.ts';
import type { Outbox } from './outbox.ts';

/**
 * Takes commands from a chat until it has no more or `signal` aborts, and sends the answers through the outbox. What stops trading is
 * done at once; everything else is done one after the other, so a slow command delays no /pause.
 * @returns when every command that was taken is answered; at once when `signal` aborts.
 */
export async function runCommandLoop(options: {
  readonly chat: Chat;
  readonly desk: CommandDesk;
  readonly outbox: Outbox;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { chat, desk, outbox, signal } = options;
  const underWay = new Set<Promise<void>>();
  let inTurn: Promise<unknown> = Promise.resolve();
  for await (const command of chat.commands(signal)) {
    outbox.answersDirectly(command.by);
    const handled = desk.runsAtOnce(command) ? desk.handle(command) : inTurn.then(() => desk.handle(command));
    if (!desk.runsAtOnce(command)) inTurn = handled;
    // Only the work is done in turn: an answer that cannot be delivered holds up no command.
    const answered = handled.then((answer) => outbox.reply(answer));
    underWay.add(answered);
    void answered.finally(() => underWay.delete(answered));
  }
  if (!signal.aborted) await Promise.all(underWay);
}
