import type { ChatMessage, MessageButton } from '../../domain/chat-message.ts';

/** What a person types instead of pressing a button: yes, half, no, why. */
export type AnswerKey = 'y' | 'h' | 'n' | 'w';
type ButtonCommand = MessageButton['command'];

/** A button that can be answered with a key. `subject` is what it is about: a proposal, a session, a question. */
export interface KeyedButton {
  readonly key: AnswerKey;
  readonly subject: string;
  readonly command: ButtonCommand;
}

/** Null for a button that only a typed command presses. */
export function keyedButtonOf({ command }: MessageButton): KeyedButton | null {
  const [subject, ...rest] = command.arguments;
  const key = keyOf(command.name, rest);
  return key === null || subject === undefined ? null : { key, subject, command };
}

function keyOf(name: string, rest: readonly string[]): AnswerKey | null {
  switch (name) {
    case 'approve':
      return rest[0] === 'half' ? 'h' : 'y';
    case 'confirm':
      return 'y';
    case 'reject':
    case 'decline':
      return 'n';
    case 'why':
      return 'w';
    default:
      return null;
  }
}

export function keyedButtonsOf(message: ChatMessage): readonly KeyedButton[] {
  return message.buttons.flat().flatMap((button) => keyedButtonOf(button) ?? []);
}

/** True when a key alone says what is meant: all that can be answered in the message is about one subject. */
export function hasOneSubject(buttons: readonly KeyedButton[]): boolean {
  return new Set(buttons.map(({ subject }) => subject)).size === 1;
}

/** What the key means for a proposal that is named. */
export function commandForProposal(key: AnswerKey, proposalId: string): ButtonCommand {
  switch (key) {
    case 'y':
      return { name: 'approve', arguments: [proposalId] };
    case 'h':
      return { name: 'approve', arguments: [proposalId, 'half'] };
    case 'n':
      return { name: 'reject', arguments: [proposalId] };
    case 'w':
      return { name: 'why', arguments: [proposalId] };
  }
}
