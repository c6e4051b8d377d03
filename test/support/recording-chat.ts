import type { ChatMessage } from '../../src/domain/chat-message.ts';
import type { Actor } from '../../src/domain/proposal.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { Chat, ChatCommand, Delivery } from '../../src/ports/chat.ts';

export const OPERATOR: Actor = { kind: 'person', id: 'operator', name: 'Olga' };

/** A chat without a screen: what is sent is there to be looked at, and what people say is said by the test. */
export interface RecordingChat extends Chat {
  /** Everything that arrived, in order. */
  readonly sent: readonly ChatMessage[];
  /** How often something was handed over, whether it arrived or not. */
  readonly attempts: number;
  /** Says `/command arguments`, or free text. */
  say(line: string, said?: { readonly by?: Actor; readonly sentAt?: EpochMs }): void;
  /** Presses the button of this label on the newest message that has one. */
  press(label: string, by?: Actor): void;
  /** Ends the conversation: no more commands come. */
  hangUp(): void;
  /** Forgets what arrived so far. */
  forget(): void;
  /** What becomes of each message from now on, until it is called again: by default it arrives. */
  deliverAs(outcome: (message: ChatMessage) => Delivery['tag'] | 'arrives-ambiguously'): void;
}

export function recordingChat({
  channel = 'recording',
  now = () => 0,
}: {
  readonly channel?: string;
  readonly now?: () => EpochMs;
} = {}): RecordingChat {
  const sent: ChatMessage[] = [];
  const said: ChatCommand[] = [];
  const wakes = new Set<() => void>();
  let attempts = 0;
  let isOver = false;
  let outcomeOf: (message: ChatMessage) => Delivery['tag'] | 'arrives-ambiguously' = () => 'delivered';

  const wakeAll = () => {
    for (const wake of wakes) wake();
  };
  const take = (command: Pick<ChatCommand, 'name' | 'arguments'>, by: Actor, sentAt: EpochMs) => {
    said.push({ ...command, by, sentAt });
    wakeAll();
  };

  async function* commands(signal: AbortSignal): AsyncGenerator<ChatCommand> {
    while (!signal.aborted) {
      const next = said.shift();
      if (next !== undefined) yield next;
      else if (isOver) return;
      else await nextWake(signal);
    }
  }

  function nextWake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        wakes.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      wakes.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  return {
    channel,
    sent,
    get attempts() {
      return attempts;
    },
    async send(message) {
      attempts += 1;
      const outcome = outcomeOf(message);
      if (outcome === 'delivered' || outcome === 'arrives-ambiguously') sent.push(message);
      return outcome === 'delivered'
        ? { tag: 'delivered' }
        : { tag: outcome === 'failed' ? 'failed' : 'ambiguous', why: 'the test says so' };
    },
    commands,
    say(line, { by = OPERATOR, sentAt = now() } = {}) {
      const [name = '', ...given] = line.slice(1).split(' ');
      take(line.startsWith('/') ? { name, arguments: given } : { name: '', arguments: [line] }, by, sentAt);
    },
    press(label, by = OPERATOR) {
      const button = sent.flatMap((message) => message.buttons.flat()).findLast((candidate) => candidate.label.includes(label));
      if (button === undefined) throw new Error(`no message has a button "${label}"`);
      take(button.command, by, now());
    },
    hangUp() {
      isOver = true;
      wakeAll();
    },
    forget() {
      sent.length = 0;
    },
    deliverAs(outcome) {
      outcomeOf = outcome;
    },
  };
}

/** The first line of a message. */
export function headlineOf(message: ChatMessage): string {
  const found = message.blocks.find((block) => block.kind === 'headline');
  return found?.kind === 'headline' ? found.text : '';
}

/** All words of a message, for assertions on what it says. */
export function textOf(message: ChatMessage): string {
  return message.blocks
    .map((block) => {
      switch (block.kind) {
        case 'headline':
          return `${block.icon} ${block.text}`;
        case 'table':
          return [...(block.header === null ? [] : [block.header]), ...block.rows].map((row) => row.join(' ')).join('\n');
        default:
          return block.text;
      }
    })
    .join('\n');
}
