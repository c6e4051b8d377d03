import type { MessageButton } from '../../domain/chat-message.ts';
import { type AnswerKey, commandForProposal } from './answer-keys.ts';
import type { OpenQuestions } from './open-questions.ts';

type Said = MessageButton['command'];

const LINE_LENGTH_MAX = 2_000;
const KEYS: Readonly<Record<string, AnswerKey>> = { y: 'y', yes: 'y', h: 'h', half: 'h', n: 'n', no: 'n', w: 'w', why: 'w' };

/**
 * What a typed line says: `/command arguments`; `y`, `h`, `n` or `w` for the newest open question, or for a named one (`n P3 too large`);
 * anything else is free text. Null for an empty line.
 */
export function readTypedLine(line: string, questions: OpenQuestions): Said | null {
  const text = line.slice(0, LINE_LENGTH_MAX).trim();
  if (text === '') return null;
  if (text.startsWith('/')) return readCommand(text);
  return readAnswer(text, questions) ?? { name: '', arguments: [text] };
}

function readCommand(text: string): Said {
  const [name = '', ...given] = text.slice(1).split(/\s+/u);
  return { name: name.toLowerCase(), arguments: given };
}

function readAnswer(text: string, questions: OpenQuestions): Said | null {
  const [word = '', subject = null, ...rest] = text.split(/\s+/u);
  const key = KEYS[word.toLowerCase()];
  if (key === undefined) return null;
  if (rest.length > 0 && key !== 'n') return null;
  const answered = questions.answer(key, subject) ?? namedProposal(key, subject);
  return answered === null ? null : { ...answered, arguments: [...answered.arguments, ...rest] };
}

/** A proposal can be answered by its name although its message was never shown here: before a restart, or elsewhere. */
function namedProposal(key: AnswerKey, subject: string | null): Said | null {
  return subject === null || !/^P\d+$/iu.test(subject) ? null : commandForProposal(key, subject.toUpperCase());
}
