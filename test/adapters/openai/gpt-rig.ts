import { afterEach } from 'vitest';
import { type EndpointTraits, traitsOf } from '../../../src/adapters/openai/endpoint-traits.ts';
import { GptProvider } from '../../../src/adapters/openai/gpt-provider.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import type { LlmCallLimits, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { TOOLS } from '../../../tools/index.ts';
import { canarySecrets } from '../../support/canary.ts';
import type { Dialect } from '../../support/servers/openai-request-rules.ts';
import { type OpenAiServer, startOpenAiServer } from '../../support/servers/openai-server.ts';

export const API_KEY = canarySecrets['OPENAI_API_KEY'] ?? '';
export const MODEL = 'gpt-6.1-terra';
export const START_AT = Date.UTC(2026, 10, 25, 13);

const HOST_OF_DIALECT: Readonly<Record<Dialect, string>> = {
  openai: 'https://api.openai.com/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  deepseek: 'https://api.deepseek.com',
  ollama: 'http://localhost:11434/v1',
};

const open: OpenAiServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A provider with the traits of the dialect's host, over real HTTP to a server with this script; the server is closed after the test. */
export async function gptRig(
  script: Parameters<OpenAiServer['script']>[0],
  options: {
    readonly dialect?: Dialect;
    readonly apiKey?: string;
    readonly contextTokens?: number;
    readonly traits?: Partial<EndpointTraits>;
  } = {},
) {
  const { dialect = 'openai', apiKey = API_KEY, contextTokens, traits = {} } = options;
  const server = await startOpenAiServer({ apiKey: API_KEY, dialect, ...(contextTokens === undefined ? {} : { contextTokens }) });
  open.push(server);
  server.script(script);
  const clock = new SimulatedClock({ startAt: START_AT });
  const known = traitsOf(HOST_OF_DIALECT[dialect], traits);
  return {
    server,
    clock,
    provider: new GptProvider({ apiKey, http: systemHttpTransport, clock, baseUrl: server.url, traits: known }),
  };
}

export function request(changes: Partial<LlmRequest> = {}): LlmRequest {
  return {
    model: MODEL,
    system: () => 'You are the trader.',
    messages: [{ role: 'user', text: () => 'Decide.' }],
    tools: TOOLS.map(toLlmTool),
    outputTokensMax: 2000,
    ...changes,
  };
}

export function limits(changes: Partial<LlmCallLimits> = {}): LlmCallLimits {
  return { deadlineAt: START_AT + 60_000, signal: new AbortController().signal, ...changes };
}
