import { describe, expect, it } from 'vitest';
import { inspectOpenAi } from '../../../src/adapters/openai/inspect-openai.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { OpenAiServer, ScriptedAnswer } from '../../support/servers/openai-server.ts';
import { API_KEY, gptRig } from './gpt-rig.ts';

async function inspect(prepare: (server: OpenAiServer) => void, apiKey = API_KEY) {
  const { server, clock } = await gptRig([]);
  prepare(server);
  return inspectOpenAi({ apiKey, http: systemHttpTransport, clock, baseUrl: server.url });
}

describe('the inspection of OpenAI', () => {
  it('lists the models with their end', async () => {
    const inspection = await inspect((server) => {
      server.end('gpt-4.1', '2027-01-14');
      server.end('gpt-6-luna', Date.UTC(2026, 10, 1) / 1000);
    });
    expect(inspection).toMatchObject({
      tag: 'ready',
      models: expect.arrayContaining([
        { id: 'gpt-6.1-terra', lifecycle: 'active', retiresAt: null },
        { id: 'gpt-4.1', lifecycle: 'deprecated', retiresAt: Date.UTC(2027, 0, 14) },
        { id: 'gpt-6-luna', lifecycle: 'retired', retiresAt: Date.UTC(2026, 10, 1) },
      ]),
    });
  });

  it('says that a key is rejected, without telling it', async () => {
    const inspection = await inspect(() => undefined, `${API_KEY}x`);
    expect(inspection.tag).toBe('key-rejected');
    expect(JSON.stringify(inspection)).not.toContain('canary');
  });

  it.each<readonly [name: string, fault: ScriptedAnswer, tag: string]>([
    ['there is no list', { kind: 'error', status: 404, code: null }, 'no-list'],
    ['something else comes', { kind: 'raw', status: 200, contentType: 'application/json', body: '[]' }, 'no-list'],
    ['the vendor is overloaded', { kind: 'error', status: 503, code: null }, 'unreachable'],
    ['the connection breaks', { kind: 'reset' }, 'unreachable'],
  ])('tells when %s', async (_name, fault, tag) => {
    expect((await inspect((server) => server.listWith(fault))).tag).toBe(tag);
  });
});
