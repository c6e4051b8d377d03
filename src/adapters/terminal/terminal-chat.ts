import type { ChatMessage } from '../../domain/chat-message.ts';
import type { Actor } from '../../domain/proposal.ts';
import type { Chat, ChatCommand, Delivery } from '../../ports/chat.ts';
import type { Clock } from '../../ports/clock.ts';
import { linesOf } from './lines-of.ts';
import { OpenQuestions } from './open-questions.ts';
import { readTypedLine } from './read-typed-line.ts';
import { renderTerminal } from './render-terminal.ts';

/** Who sits at the terminal has the machine, and with it every right. */
export const TERMINAL_PERSON: Actor = { kind: 'person', id: 'terminal', name: 'you' };

export interface TerminalOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A conversation on the terminal that started the process. The end of its input ends the commands; what is sent goes on being shown. */
export class TerminalChat implements Chat {
  readonly channel = 'terminal';
  readonly #input: NodeJS.ReadableStream;
  readonly #output: TerminalOutput;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #colours: 'auto' | 'off';
  readonly #questions = new OpenQuestions();

  /** @param colours  `auto`: where the output is a terminal. `off`: never, as NO_COLOR asks for. */
  constructor(options: {
    readonly input: NodeJS.ReadableStream;
    readonly output: TerminalOutput;
    readonly clock: Pick<Clock, 'now'>;
    readonly colours?: 'auto' | 'off';
  }) {
    this.#input = options.input;
    this.#output = options.output;
    this.#clock = options.clock;
    this.#colours = options.colours ?? 'auto';
    // Each write hears of its own trouble; without a listener the stream would end the process for it.
    this.#output.on('error', () => undefined);
  }

  async send(message: ChatMessage): Promise<Delivery> {
    const { isTTY = false, columns } = this.#output;
    const text = renderTerminal(message, {
      colours: isTTY && this.#colours === 'auto' ? 'on' : 'off',
      ...(isTTY && columns !== undefined ? { width: columns } : {}),
    });
    const why = await this.#write(`${text}\n`);
    if (why !== null) return { tag: 'failed', why };
    this.#questions.add(message);
    return { tag: 'delivered' };
  }

  async *commands(signal: AbortSignal): AsyncGenerator<ChatCommand> {
    for await (const line of linesOf(this.#input, signal)) {
      const said = readTypedLine(line, this.#questions);
      if (said !== null) yield { ...said, by: TERMINAL_PERSON, sentAt: this.#clock.now() };
    }
  }

  /** @returns why it could not be written, or null when it was. */
  #write(text: string): Promise<string | null> {
    return new Promise((resolve) => {
      this.#output.write(text, (error) => resolve(error instanceof Error ? error.message : null));
    });
  }
}
