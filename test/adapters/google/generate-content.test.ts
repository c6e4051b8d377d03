import { describe, expect, it } from 'vitest';
import { generateContent } from '../../../src/adapters/google/generate-content.ts';
import { rateLimited, type ScriptedAnswer } from '../../support/servers/google-scripted-answer.ts';
import { API_KEY, geminiRig, MODEL, says } from './gemini-rig.ts';

async function send(answer: ScriptedAnswer, signal = new AbortController().signal) {
  const { server } = await geminiRig([answer]);
  const body = { contents: [{ role: 'user', parts: [{ text: 'Go.' }] }] };
  return { outcome: await generateContent({ apiKey: API_KEY, baseUrl: server.url, model: MODEL, body }, signal), server };
}

describe('one request through the SDK', () => {
  it('is not sent when its signal is aborted already', async () => {
    const { outcome, server } = await send(says('Yes.'), AbortSignal.abort());
    expect(outcome).toEqual({ tag: 'broken-off', code: null });
    expect(server.requests).toEqual([]);
  });

  it("gives the vendor's words without the URL before them and the details behind them", async () => {
    const { outcome } = await send(rateLimited('17s'));
    expect(outcome).toEqual({
      tag: 'refused',
      refusal: {
        status: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        details: [expect.anything(), expect.objectContaining({ retryDelay: '17s' })],
      },
    });
  });

  it('has no words for what is no error of the API', async () => {
    const { outcome } = await send({ kind: 'raw', status: 502, contentType: 'text/html', body: '<html>' });
    expect(outcome).toEqual({ tag: 'refused', refusal: { status: 502, message: '', details: [] } });
  });
});
