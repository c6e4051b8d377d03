import { describe, expect, it } from 'vitest';
import type { LlmMessage, LlmReply } from '../../../src/ports/llm-provider.ts';
import { generateRequest } from '../../support/servers/google-request.ts';
import { NO_SIGNATURE } from '../../support/servers/google-request-rules.ts';
import { calls, type GeminiRig, geminiRig, limits, request, says } from './gemini-rig.ts';

const LOOK = calls('get_portfolio');
const CORRUPTED = { kind: 'error', status: 400, name: 'INVALID_ARGUMENT', message: 'Corrupted thought signature.' } as const;

async function afterLooking(rig: GeminiRig): Promise<readonly LlmMessage[]> {
  const { messages } = request();
  return grown(messages, await rig.provider.respond(request(), limits()));
}

function grown(messages: readonly LlmMessage[], reply: LlmReply): readonly LlmMessage[] {
  if (reply.tag === 'failed') throw new Error(reply.message);
  const { text, toolCalls, raw } = reply;
  const results = toolCalls.map(({ id, name }) => ({
    callId: id,
    toolName: name,
    ok: true,
    value: null,
    text: () => 'cash 100',
  }));
  return [...messages, { role: 'assistant', text, toolCalls, raw }, { role: 'tool', results }];
}

function signatures({ server }: GeminiRig, index: number) {
  const { contents } = generateRequest.parse(server.requests[index]?.json);
  return contents.flatMap(({ parts }) => parts.flatMap(({ thoughtSignature }) => thoughtSignature ?? []));
}

describe('signatures that the vendor calls corrupted', () => {
  it('are sent as they were once more', async () => {
    const rig = await geminiRig([LOOK, CORRUPTED, says('I hold.')]);
    const messages = await afterLooking(rig);
    expect(await rig.provider.respond(request({ messages }), limits())).toMatchObject({ stop: 'end' });
    expect(rig.server.requests).toHaveLength(3);
    expect(rig.server.requests[2]?.text).toBe(rig.server.requests[1]?.text);
  });

  it('are left out when that does not help, and from then on', async () => {
    const rig = await geminiRig([LOOK, LOOK, says('I hold.')]);
    const messages = await afterLooking(rig);
    rig.server.forgetSignatures();
    const later = grown(messages, await rig.provider.respond(request({ messages }), limits()));
    expect(rig.server.requests.map(({ rejection }) => rejection)).toEqual([null, CORRUPTED.message, CORRUPTED.message, null]);
    expect(signatures(rig, 3)).toEqual([NO_SIGNATURE]);
    expect(await rig.provider.respond(request({ messages: later }), limits())).toMatchObject({ stop: 'end' });
    expect(rig.server.requests).toHaveLength(5);
    expect(signatures(rig, 4)).toEqual([NO_SIGNATURE, expect.not.stringContaining(NO_SIGNATURE)]);
  });

  it('fail the call when nothing helps', async () => {
    const rig = await geminiRig(() => CORRUPTED);
    expect(await rig.provider.respond(request(), limits())).toMatchObject({
      tag: 'failed',
      code: 'bad-request',
      retryable: false,
    });
    expect(rig.server.requests).toHaveLength(3);
  });

  it('are not looked for when a signature is missing', async () => {
    const rig = await geminiRig([
      { ...CORRUPTED, message: 'Function call is missing a thought_signature in functionCall parts.' },
    ]);
    expect(await rig.provider.respond(request(), limits())).toMatchObject({ code: 'bad-request' });
    expect(rig.server.requests).toHaveLength(1);
  });
});
