import type { Language } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { cutText, oneLine } from '../fit-text.ts';
import type { StoryLine } from './session-story.ts';
import type { FoundTranscript, TranscriptAnswer, TranscriptMessage } from './transcript.ts';

const TEXT_LENGTH_MAX = 240;

const EN = {
  begins: (agent: string, characters: string) => `${agent} was told ${characters} characters.`,
  reminded: (agent: string) => `${agent} was told:`,
  turn: (agent: string, turn: number) => `${agent}, turn ${turn}:`,
  says: 'it says',
  calls: (name: string) => `it calls ${name} with`,
  answered: 'and is answered:',
  refused: 'and is answered that this cannot be done:',
  unanswered: 'and was not answered.',
  missing: (agent: string, hash: string) => `The conversation of ${agent} is not among the blobs (${hash}).`,
  damaged: (agent: string, hash: string) => `The conversation of ${agent} cannot be read: its blob is damaged (${hash}).`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** A conversation turn by turn, each text cut. What a model wrote, and what it was answered, stands in quotes. */
export function tellTranscript(
  { agent, transcriptHash }: FactOf<'agent-finished'>,
  found: FoundTranscript,
  language: Language,
): readonly StoryLine[] {
  const words = WORDS[language];
  const hash = transcriptHash ?? '';
  if (found.tag === 'missing') return [fact(words.missing(agent, hash))];
  if (found.tag === 'damaged') return [fact(words.damaged(agent, hash))];
  const answers = new Map(
    found.messages.flatMap((message) =>
      message.role === 'tool' ? message.answers.map((answer): [string, TranscriptAnswer] => [answer.callId, answer]) : [],
    ),
  );
  let turn = 0;
  return found.messages.flatMap((message, index): readonly StoryLine[] => {
    if (message.role === 'tool') return [];
    if (message.role === 'user') return tellUser(agent, { message, isFirst: index === 0 }, language);
    turn += 1;
    return [fact(words.turn(agent, turn)), ...tellTurn(message, answers, language)];
  });
}

function tellUser(
  agent: string,
  { message, isFirst }: { readonly message: Extract<TranscriptMessage, { readonly role: 'user' }>; readonly isFirst: boolean },
  language: Language,
): readonly StoryLine[] {
  const words = WORDS[language];
  return isFirst ? [fact(words.begins(agent, String(message.text.length)))] : [fact(words.reminded(agent)), quoted(message.text)];
}

function tellTurn(
  { text, calls }: Extract<TranscriptMessage, { readonly role: 'assistant' }>,
  answers: ReadonlyMap<string, TranscriptAnswer>,
  language: Language,
): readonly StoryLine[] {
  const words = WORDS[language];
  const said = text.trim() === '' ? [] : [fact(words.says), quoted(text)];
  const called = calls.flatMap(({ id, name, input }) => {
    const answer = answers.get(id);
    const answered =
      answer === undefined ? [fact(words.unanswered)] : [fact(answer.ok ? words.answered : words.refused), quoted(answer.text)];
    return [fact(words.calls(cutText(name, TEXT_LENGTH_MAX))), quoted(JSON.stringify(input) ?? ''), ...answered];
  });
  return [...said, ...called];
}

function fact(text: string): StoryLine {
  return { kind: 'fact', text };
}

function quoted(text: string): StoryLine {
  return { kind: 'quote', text: cutText(oneLine(text), TEXT_LENGTH_MAX) };
}
