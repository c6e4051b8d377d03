import type { ChatMessage, MessageButton } from '../../domain/chat-message.ts';
import { type AnswerKey, hasOneSubject, type KeyedButton, keyedButtonsOf } from './answer-keys.ts';

const QUESTIONS_KEPT = 100;

/** What can be answered with a key: the buttons of the messages shown so far, oldest first. */
export class OpenQuestions {
  #buttons: readonly (KeyedButton & { readonly needsSubject: boolean })[] = [];

  add(message: ChatMessage): void {
    const buttons = keyedButtonsOf(message);
    const needsSubject = !hasOneSubject(buttons);
    const added = buttons.map((button) => ({ ...button, needsSubject }));
    this.#buttons = [...this.#buttons, ...added].slice(-QUESTIONS_KEPT);
  }

  /**
   * Presses the newest button of this key, or the one about `subject`. A yes or no closes the question: it cannot be given twice.
   * @returns null when nothing is open that it could answer.
   */
  answer(key: AnswerKey, subject: string | null): MessageButton['command'] | null {
    const pressed = this.#buttons.findLast((button) =>
      subject === null ? button.key === key && !button.needsSubject : button.key === key && isSame(button.subject, subject),
    );
    if (pressed === undefined) return null;
    if (key !== 'w') this.#buttons = this.#buttons.filter((button) => button.key === 'w' || button.subject !== pressed.subject);
    return pressed.command;
  }
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
