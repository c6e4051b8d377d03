import { afterAll, beforeAll } from 'vitest';
import { ClaudeProvider } from '../../../src/adapters/anthropic/claude-provider.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { describeLlmProviderContract } from '../../contract/llm-provider.contract.ts';
import { type AnthropicServer, startAnthropicServer } from '../../support/servers/anthropic-server.ts';
import { API_KEY, START_AT } from './claude-rig.ts';

let server: AnthropicServer;

beforeAll(async () => {
  server = await startAnthropicServer({ apiKey: API_KEY, models: ['any'] });
  server.script(({ messages }) => ({
    kind: 'message',
    content:
      messages.length === 1
        ? [
            { type: 'thinking', thinking: 'I look first.' },
            { type: 'tool_use', name: 'get_portfolio', input: {} },
            { type: 'tool_use', name: 'get_market_context', input: { level: 'basic' } },
          ]
        : [{ type: 'text', text: 'Nothing is there.' }],
  }));
});

afterAll(() => server.close());

describeLlmProviderContract(
  'ClaudeProvider',
  () =>
    new ClaudeProvider({
      apiKey: API_KEY,
      http: systemHttpTransport,
      clock: new SimulatedClock({ startAt: START_AT }),
      baseUrl: server.url,
    }),
);
