import { TerminalChat } from '../adapters/terminal/terminal-chat.ts';
import type { Clock } from '../ports/clock.ts';

/** The terminal that started the process, in colours where it shows them. */
export function terminalChat(clock: Clock): TerminalChat {
  return new TerminalChat({
    input: process.stdin,
    output: process.stdout,
    clock,
    colours: process.stdout.isTTY && process.stdout.hasColors() ? 'auto' : 'off',
  });
}
