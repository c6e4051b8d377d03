import type { Language } from '../domain/chat-message.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import type { ModelCallEnding } from '../domain/model-call-ending.ts';
import { agentOutcomeName } from './names.ts';

type Failure = Exclude<ModelCallEnding, 'tool-calls' | 'end' | 'truncated' | 'refused' | 'empty'>;

const FAILURES_EN: Readonly<Record<Failure, string>> = {
  timeout: 'did not answer in time',
  overloaded: 'is overloaded',
  'rate-limited': 'asks for a slower pace',
  unauthorised: 'does not accept the key',
  'model-unknown': 'does not know the model',
  'bad-request': 'refused the request',
  network: 'could not be reached',
  'bad-payload': 'gave an answer that cannot be read',
  cancelled: 'was cancelled',
  budget: 'could cost more than the budget still holds',
  'circuit-open': 'failed again and again and is left alone for a while',
  'tape-miss': 'has no answer on the tape',
};

const VENDORS_EN: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'Anthropic'],
  ['openai', 'OpenAI'],
  ['google', 'Google'],
]);

const EN = {
  failures: FAILURES_EN,
  vendors: VENDORS_EN,
  key: (vendor: string) => `${vendor} does not accept the key`,
  keyWhat: 'Put a valid one into .env and start again.',
  abstains: 'it abstains',
  stoodIn: (who: string, missing: string, why: string) => `${who} stood in for ${missing}, which ${why}`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** Why an agent has no vote, as one sentence; null for one that finished. */
export function explainAgentTrouble(agent: FactOf<'agent-finished'>, language: Language): string | null {
  if (agent.outcome === 'finished') return null;
  const words = WORDS[language];
  const code = agent.outcome === 'provider-failed' ? failureCode(agent.summary) : null;
  if (code === null) return `${agent.agent} ${agentOutcomeName(agent.outcome, language)}.`;
  if (code === 'unauthorised') {
    return `${agent.agent}: ${words.key(vendorName(agent.provider, language))}, so ${words.abstains}. ${words.keyWhat}`;
  }
  return `${agent.agent}: ${agent.model} ${words.failures[code]}, so ${words.abstains}.`;
}

/** That another model answered in an agent's place, as one sentence; null when nobody did. */
export function explainStandIn({ model, stoodInFor }: FactOf<'agent-finished'>, language: Language): string | null {
  if (stoodInFor === undefined) return null;
  const words = WORDS[language];
  const code = failureCode(stoodInFor.why);
  return `${words.stoodIn(model, stoodInFor.model, words.failures[code ?? 'network'])}.`;
}

/** What a vendor is called by people. */
export function vendorName(provider: string, language: Language): string {
  return WORDS[language].vendors.get(provider) ?? provider;
}

/** What became of a call, after the name of whom it was made of: `could not be reached`. */
export function callFailureName(code: string, language: Language): string {
  return isFailure(code) ? WORDS[language].failures[code] : code;
}

/** The failure's code, which stands alone or before a colon; null for words that begin otherwise. */
function failureCode(text: string): Failure | null {
  const [code = ''] = text.split(':');
  return isFailure(code) ? code : null;
}

function isFailure(code: string): code is Failure {
  return Object.hasOwn(FAILURES_EN, code);
}
