import { afterEach } from 'vitest';
import { GeminiProvider } from '../../../src/adapters/google/gemini-provider.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import type { LlmCallLimits, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { TOOLS } from '../../../tools/index.ts';
import { canarySecrets } from '../../support/canary.ts';
import type { ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import { type GoogleServer, startGoogleServer } from '../../support/servers/google-server.ts';

export const API_KEY = canarySecrets['GEMINI_API_KEY'] ?? '';
export const MODEL = 'gemini-3.8-flash';
export const START_AT = Date.UTC(2026, 10, 25, 13);

export interface GeminiRig {
  readonly server: GoogleServer;
  readonly provider: GeminiProvider;
  readonly clock: SimulatedClock;
}

const open: GoogleServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A provider that speaks over real HTTP to a server with this script; the server is closed after the test. */
export async function geminiRig(
  script: Parameters<GoogleServer['script']>[0],
  { apiKey = API_KEY }: { readonly apiKey?: string } = {},
): Promise<GeminiRig> {
  const server = await startGoogleServer({ apiKey: API_KEY });
  open.push(server);
  server.script(script);
  const clock = new SimulatedClock({ startAt: START_AT });
  return { server, provider: new GeminiProvider({ apiKey, clock, baseUrl: server.url }), clock };
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
  return { kind: 'content', parts: [{ text }] };
}

export function calls(name: string, args: unknown = {}): ScriptedAnswer {
  return { kind: 'content', parts: [{ functionCall: { name, args } }] };
}
