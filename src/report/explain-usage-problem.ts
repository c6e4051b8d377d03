import type { Language } from '../domain/chat-message.ts';
import type { Mode } from '../domain/control-state.ts';
import { LLM_EFFORTS } from '../domain/llm-effort.ts';
import { cutText } from './fit-text.ts';

/** What the arguments of a command lack. `given` is what was said instead, null for nothing; `example` is a command that works. */
export type UsageProblem =
  | { readonly tag: 'expected'; readonly what: ArgumentName; readonly given: string | null; readonly example: string }
  | { readonly tag: 'too-many'; readonly given: string; readonly example: string }
  | { readonly tag: 'mode-unavailable'; readonly mode: Mode; readonly why: string };

export type ArgumentName =
  | 'symbol'
  | 'proposal'
  | 'half'
  | 'autonomy'
  | 'mode'
  | 'session'
  | 'count'
  | 'note-number'
  | 'note-text'
  | 'note-lifetime'
  | 'model'
  | 'llm-topic'
  | 'effort'
  | 'budget-part'
  | 'usd';

const GIVEN_LENGTH_MAX = 40;

interface UsageWords {
  readonly arguments: Readonly<Record<ArgumentName, string>>;
  readonly expected: (parts: { readonly what: string; readonly given: string | null; readonly example: string }) => string;
  readonly tooMany: (parts: { readonly given: string; readonly example: string }) => string;
  readonly modeUnavailable: (parts: { readonly mode: Mode; readonly why: string }) => string;
}

const WORDS: Readonly<Record<Language, UsageWords>> = {
  en: {
    arguments: {
      symbol: 'a symbol',
      proposal: 'the id of a proposal',
      half: '"half" or nothing',
      autonomy: 'advisor, confirm or auto',
      mode: 'the name of a mode',
      session: 'the id of a session or of a proposal',
      count: 'a number from 1 to 50',
      'note-number': 'the number of a note',
      'note-text': 'the words of the note',
      'note-lifetime': 'a time of at most 14 days such as 6h or 3d',
      model: 'the name of a model',
      'llm-topic': '"effort" or "budget"',
      effort: `one of ${LLM_EFFORTS.join(', ')}`,
      'budget-part': '"call", "session" or "day"',
      usd: 'an amount in USD',
    },
    expected: ({ what, given, example }) =>
      `Expected ${what}${given === null ? '' : `, not "${given}"`}. For example: ${example}`,
    tooMany: ({ given, example }) => `"${given}" is too much. For example: ${example}`,
    modeUnavailable: ({ mode, why }) => `${mode} cannot deliberate here, so nothing was changed. ${why}.`,
  },
};

/** What was expected, in one or two sentences with an example. */
export function explainUsageProblem(problem: UsageProblem, language: Language): string {
  const words = WORDS[language];
  switch (problem.tag) {
    case 'expected': {
      const given = problem.given === null ? null : cutText(problem.given, GIVEN_LENGTH_MAX);
      return words.expected({ what: words.arguments[problem.what], given, example: problem.example });
    }
    case 'too-many':
      return words.tooMany({ given: cutText(problem.given, GIVEN_LENGTH_MAX), example: problem.example });
    case 'mode-unavailable':
      return words.modeUnavailable(problem);
  }
}
