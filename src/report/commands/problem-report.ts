import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { FaultCode } from '../../domain/fault.ts';
import type { DurationMs } from '../../domain/time.ts';
import { cutText } from '../fit-text.ts';
import { durationText } from '../format-time.ts';
import { headline, line, message } from '../message-blocks.ts';
import { faultName } from '../names.ts';

/** Why a command was not done. Commands are named without their slash. */
export type CommandProblem =
  | { readonly tag: 'unknown-command'; readonly command: string; readonly suggestion: string | null }
  | { readonly tag: 'usage'; readonly usage: string; readonly problem: string }
  | { readonly tag: 'not-allowed'; readonly command: string }
  | { readonly tag: 'stale'; readonly command: string; readonly ageMs: DurationMs }
  | { readonly tag: 'failed'; readonly command: string; readonly code: FaultCode | 'internal' };

const COMMAND_LENGTH_MAX = 20;

const EN = {
  unknown: (command: string) => `Unknown command /${command}`,
  didYouMean: (suggestion: string) => `Did you mean /${suggestion}?`,
  seeHelp: '/help lists what you can say.',
  usage: 'That was not understood',
  write: (usage: string) => `Write: ${usage}`,
  notAllowed: (command: string) => `/${command} is not for you`,
  ask: 'Somebody with more rights must do that.',
  stale: (command: string) => `/${command} came too late`,
  sendAgain: (time: string) => `It was sent ${time} ago, so nothing was done. Send it again if you still want it.`,
  failed: (command: string) => `/${command} failed`,
  why: (name: string, code: string) => `Cause: ${name} (${code}).`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Says why a command was not done, and what can be done instead. */
export function problemReport(problem: CommandProblem, language: Language): ChatMessage {
  const { title, lines } = tellProblem(problem, language);
  return message([headline({ icon: '⚠️', tone: 'attention', texts: [title] }), ...lines.map(line)], { urgency: 'silent' });
}

function tellProblem(problem: CommandProblem, language: Language): { readonly title: string; readonly lines: readonly string[] } {
  const words = WORDS[language];
  switch (problem.tag) {
    case 'unknown-command': {
      const lines = problem.suggestion === null ? [words.seeHelp] : [words.didYouMean(problem.suggestion), words.seeHelp];
      return { title: words.unknown(shortened(problem.command)), lines };
    }
    case 'usage':
      return { title: words.usage, lines: [problem.problem, words.write(problem.usage)] };
    case 'not-allowed':
      return { title: words.notAllowed(shortened(problem.command)), lines: [words.ask] };
    case 'stale':
      return { title: words.stale(shortened(problem.command)), lines: [words.sendAgain(durationText(problem.ageMs))] };
    case 'failed':
      return {
        title: words.failed(shortened(problem.command)),
        lines: [words.why(faultName(problem.code, language), problem.code)],
      };
  }
}

function shortened(command: string): string {
  return cutText(command, COMMAND_LENGTH_MAX);
}
