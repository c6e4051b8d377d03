import { afterAll, beforeAll } from 'vitest';
import { traitsOf } from '../../../src/adapters/openai/endpoint-traits.ts';
import { GptProvider } from '../../../src/adapters/openai/gpt-provider.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeLlmProviderContract } from '../../contract/llm-provider.contract.ts';
import { type OpenAiServer, startOpenAiServer } from '../../support/servers/openai-server.ts';
import { API_KEY, START_AT } from './gpt-rig.ts';

const ENDPOINTS = [
  { api: 'Responses', dialect: 'openai', host: 'https://api.openai.com/v1' },
  { api: 'Chat Completions', dialect: 'openrouter', host: 'https://openrouter.ai/api/v1' },
] as const;

for (const { api, dialect, host } of ENDPOINTS) {
  let server: OpenAiServer;

  beforeAll(async () => {
    server = await startOpenAiServer({ apiKey: API_KEY, dialect });
    server.script(() => ({
      kind: 'message',
      reasoning: 'I look first.',
      calls: [
        { name: 'get_portfolio', input: {} },
        { name: 'get_market_context', input: { symbols: null, level: 'basic', timeframe: null } },
      ],
    }));
  });

  afterAll(() => server.close());

  describeLlmProviderContract(`GptProvider over ${api}`, () => {
    const clock = new SimulatedClock({ startAt: START_AT });
    return new GptProvider({ apiKey: API_KEY, http: systemHttpTransport, clock, baseUrl: server.url, traits: traitsOf(host) });
  });
}
