import { afterEach } from 'vitest';
import { ClaudeProvider, type ClaudeProviderOptions } from '../../../src/adapters/anthropic/claude-provider.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import type { LlmCallLimits, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { TOOLS } from '../../../tools/index.ts';
import { canarySecrets } from '../../support/canary.ts';
import { type AnthropicServer, type ScriptedAnswer, startAnthropicServer } from '../../support/servers/anthropic-server.ts';

export const API_KEY = canarySecrets['ANTHROPIC_API_KEY'] ?? '';
export const MODEL = 'claude-sonnet-5-5';
export const START_AT = Date.UTC(2026, 10, 25, 13);

export interface ClaudeRig {
  readonly server: AnthropicServer;
  readonly provider: ClaudeProvider;
  readonly clock: SimulatedClock;
}

const open: AnthropicServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A provider that speaks over real HTTP to a server with this script; the server is closed after the test. */
export async function claudeRig(
  script: Parameters<AnthropicServer['script']>[0],
  { models, ...options }: Partial<ClaudeProviderOptions> & { readonly models?: readonly string[] } = {},
): Promise<ClaudeRig> {
  const server = await startAnthropicServer({ apiKey: API_KEY, ...(models === undefined ? {} : { models }) });
  open.push(server);
  server.script(script);
  const clock = new SimulatedClock({ startAt: START_AT });
  const provider = new ClaudeProvider({ apiKey: API_KEY, http: systemHttpTransport, clock, baseUrl: server.url, ...options });
  return { server, provider, clock };
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

export function says(text: string): ScriptedAnswer {
  return { kind: 'message', content: [{ type: 'text', text }] };
}
