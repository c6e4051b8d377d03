import { describe, expect, it } from 'vitest';
import { inspectGoogle } from '../../../src/adapters/google/inspect-google.ts';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import type { ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import { API_KEY, geminiRig } from './gemini-rig.ts';

async function inspect(fault: ScriptedAnswer | null = null, apiKey = API_KEY) {
  const { server } = await geminiRig([]);
  if (fault !== null) server.listWith(fault);
  return inspectGoogle({ apiKey, http: systemHttpTransport, baseUrl: server.url });
}

describe('the inspection of Google', () => {
  it('lists the models that answer questions, of whose end nothing is said', async () => {
    expect(await inspect()).toEqual({
      tag: 'ready',
      models: ['gemini-3.8-flash', 'gemini-3.5-flash', 'gemini-4-argon', 'gemini-2.5-pro'].map((id) => ({
        id,
        lifecycle: 'unknown',
        retiresAt: null,
      })),
    });
  });

  it.each(['AIzaSyOfSomebodyElse', `${API_KEY}\u200b`])('says that a key is rejected, without telling it', async (apiKey) => {
    const inspection = await inspect(null, apiKey);
    expect(inspection.tag).toBe('key-rejected');
    expect(JSON.stringify(inspection)).not.toContain('AIza');
  });

  it.each<readonly [name: string, fault: ScriptedAnswer, tag: string]>([
    ['the key may not ask', { kind: 'error', status: 403, name: 'PERMISSION_DENIED' }, 'key-rejected'],
    ['there is no list', { kind: 'error', status: 404, name: 'NOT_FOUND' }, 'no-list'],
    ['something else comes', { kind: 'raw', status: 200, contentType: 'application/json', body: '[]' }, 'no-list'],
    ['a page comes', { kind: 'raw', status: 200, contentType: 'text/html', body: '<html>' }, 'no-list'],
    ['the vendor is overloaded', { kind: 'error', status: 503, name: 'UNAVAILABLE' }, 'unreachable'],
    ['a gateway has trouble', { kind: 'raw', status: 502, contentType: 'text/html', body: `<html>${API_KEY}` }, 'unreachable'],
    [
      'it is sent elsewhere, where the key does not follow',
      { kind: 'raw', status: 302, contentType: 'text/html', body: '', headers: { location: 'http://127.0.0.1:9/' } },
      'unreachable',
    ],
    ['the connection breaks', { kind: 'reset' }, 'unreachable'],
  ])('tells when %s', async (_name, fault, tag) => {
    const inspection = await inspect(fault);
    expect(inspection.tag).toBe(tag);
    expect(JSON.stringify(inspection)).not.toContain(API_KEY);
  });
});
