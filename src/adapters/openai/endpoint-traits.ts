/** How much a model thinks, in the words of OpenAI's APIs, from least to most. */
export const EFFORT_VALUES = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

export type EffortValue = (typeof EFFORT_VALUES)[number];

/** In what an endpoint differs from the others that speak one of OpenAI's APIs. */
export interface EndpointTraits {
  readonly api: 'responses' | 'chat';
  /** The field of Chat Completions that limits the answer. */
  readonly tokenField: 'max_completion_tokens' | 'max_tokens';
  readonly systemRole: 'developer' | 'system';
  /** It takes strict tool schemas. */
  readonly strict: boolean;
  /** False: the model is asked for one call at a time. */
  readonly parallel: boolean;
  /** `per-model`: OpenAI's own models, each with its levels. A list without a level: the field is never sent. */
  readonly effort: 'per-model' | readonly EffortValue[];
  /** `thinking` is a switch that only knows off; `reasoning_effort` takes the levels. */
  readonly effortField: 'reasoning_effort' | 'thinking';
  /** Fields that an assistant message with calls must have, empty where there is nothing to echo. All other fields are echoed as they came. */
  readonly echoFields: readonly string[];
  /** `may-miss`: an answer without usage is taken, and the most that it can have used stands in its place. */
  readonly usage: 'always' | 'may-miss';
  /** A prompt beyond the server's context is cut without a word. */
  readonly cutsPrompts: boolean;
}

export const OPENAI_HOST = 'api.openai.com';

const OPENAI: EndpointTraits = {
  api: 'responses',
  tokenField: 'max_completion_tokens',
  systemRole: 'developer',
  strict: true,
  parallel: true,
  effort: 'per-model',
  effortField: 'reasoning_effort',
  echoFields: [],
  usage: 'always',
  cutsPrompts: false,
};

/** What can be expected of any endpoint that calls itself compatible: the fields of the first years. */
const UNKNOWN: EndpointTraits = {
  api: 'chat',
  tokenField: 'max_tokens',
  systemRole: 'system',
  strict: false,
  parallel: true,
  effort: [],
  effortField: 'reasoning_effort',
  echoFields: [],
  usage: 'may-miss',
  cutsPrompts: false,
};

const OLLAMA: EndpointTraits = { ...UNKNOWN, effort: ['none', 'low', 'medium', 'high'], cutsPrompts: true };
const VLLM: EndpointTraits = { ...UNKNOWN, effort: ['low', 'medium', 'high'], usage: 'always' };

const TRAITS_OF_HOST: Readonly<Record<string, EndpointTraits>> = {
  [OPENAI_HOST]: OPENAI,
  'openrouter.ai': { ...UNKNOWN, effort: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'], usage: 'always' },
  // Its thinking is either on, which is the default, or off.
  'api.deepseek.com': {
    ...UNKNOWN,
    effort: ['none', 'high'],
    effortField: 'thinking',
    echoFields: ['reasoning_content'],
    usage: 'always',
  },
  'api.x.ai': { ...UNKNOWN, usage: 'always' },
};

/** Servers that people run themselves are known by the port on which they listen when nothing else is said. */
const TRAITS_OF_PORT: Readonly<Record<string, EndpointTraits>> = { '11434': OLLAMA, '8000': VLLM };

/** The traits of the endpoint at `baseUrl`; `changes` are laid over what is known of it. */
export function traitsOf(baseUrl: string, changes: Partial<EndpointTraits> = {}): EndpointTraits {
  const { hostname, port } = new URL(baseUrl);
  return { ...(TRAITS_OF_HOST[hostname] ?? TRAITS_OF_PORT[port] ?? UNKNOWN), ...changes };
}
