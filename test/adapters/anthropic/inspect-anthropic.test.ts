import { afterEach, describe, expect, it } from 'vitest';
import { inspectAnthropic } from '../../../src/adapters/anthropic/inspect-anthropic.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { type AnthropicServer, type ScriptedAnswer, startAnthropicServer } from '../../support/servers/anthropic-server.ts';

const API_KEY = 'sk-ant-api03-inspected-key-000000000000';

let server: AnthropicServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function inspect(
  prepare: (server: AnthropicServer) => void = () => undefined,
  { apiKey = API_KEY }: { readonly apiKey?: string } = {},
) {
  server = await startAnthropicServer({ apiKey: API_KEY });
  prepare(server);
  const clock = new SimulatedClock({ startAt: 0 });
  return inspectAnthropic({ apiKey, http: systemHttpTransport, clock, baseUrl: server.url });
}

describe('the inspection of Anthropic', () => {
  it('lists the models with their stage of life', async () => {
    const inspection = await inspect((api) => {
      api.end('claude-opus-5-5', { lifecycle: 'deprecated', retiresAt: '2026-12-24T00:00:00Z' });
      api.end('claude-haiku-5-5', { lifecycle: 'asleep', retiresAt: null });
    });
    expect(inspection).toEqual({
      tag: 'ready',
      models: [
        { id: 'claude-opus-5-5', lifecycle: 'deprecated', retiresAt: Date.UTC(2026, 11, 24) },
        { id: 'claude-sonnet-5-5', lifecycle: 'active', retiresAt: null },
        { id: 'claude-haiku-5-5', lifecycle: 'unknown', retiresAt: null },
      ],
    });
  });

  it('says that a key is rejected, without telling it', async () => {
    const inspection = await inspect(undefined, { apiKey: 'sk-ant-api03-some-other-key' });
    expect(inspection.tag).toBe('key-rejected');
    expect(JSON.stringify(inspection)).not.toContain('some-other-key');
  });

  it.each<{ readonly name: string; readonly fault: ScriptedAnswer; readonly tag: string }>([
    { name: 'credit is used up', fault: { kind: 'error', status: 402, type: 'billing_error' }, tag: 'key-rejected' },
    { name: 'a host has no such list', fault: { kind: 'error', status: 404, type: 'not_found_error' }, tag: 'no-list' },
    {
      name: 'a host answers with something else',
      fault: { kind: 'raw', status: 200, contentType: 'application/json', body: '{"data":[{"name":"x"}]}' },
      tag: 'no-list',
    },
    { name: 'the vendor is overloaded', fault: { kind: 'error', status: 529, type: 'overloaded_error' }, tag: 'unreachable' },
    { name: 'the connection breaks', fault: { kind: 'reset' }, tag: 'unreachable' },
  ])('is $tag when $name', async ({ fault, tag }) => {
    expect((await inspect((api) => api.listWith(fault))).tag).toBe(tag);
  });
});
