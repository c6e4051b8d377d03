import { afterAll, beforeAll } from 'vitest';
import { GeminiProvider } from '../../../src/adapters/google/gemini-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeLlmProviderContract } from '../../contract/llm-provider.contract.ts';
import type { ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import { type GoogleServer, startGoogleServer } from '../../support/servers/google-server.ts';
import { API_KEY, START_AT } from './gemini-rig.ts';

const LOOK: Extract<ScriptedAnswer, { readonly kind: 'content' }> = {
  kind: 'content',
  parts: [
    { text: 'I look first.', thought: true },
    { functionCall: { name: 'get_portfolio' } },
    { functionCall: { name: 'get_market_context', args: { level: 'basic' } } },
  ],
};

for (const [name, ids] of [
  ['GeminiProvider', {}],
  ['GeminiProvider of a model that gives its calls no ids', { ids: 'none' }],
] as const) {
  let server: GoogleServer;

  beforeAll(async () => {
    server = await startGoogleServer({ apiKey: API_KEY, models: ['any'] });
    server.script(({ contents }) =>
      contents.length === 1 ? { ...LOOK, ...ids } : { kind: 'content', parts: [{ text: 'Nothing is there.' }] },
    );
  });

  afterAll(() => server.close());

  describeLlmProviderContract(
    name,
    () => new GeminiProvider({ apiKey: API_KEY, clock: new SimulatedClock({ startAt: START_AT }), baseUrl: server.url }),
  );
}
