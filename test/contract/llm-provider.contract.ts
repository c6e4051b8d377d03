import { describe, expect, it } from 'vitest';
import { toLlmTool } from '../../src/agent/tool-schema.ts';
import type { LlmMessage, LlmProvider, LlmReply, LlmRequest } from '../../src/ports/llm-provider.ts';
import { TOOLS } from '../../tools/index.ts';

const LIMITS = { deadlineAt: Date.UTC(2030, 0, 1), signal: new AbortController().signal };

/** What every LlmProvider keeps. `makeProvider` gives a fresh one that is able to answer a first message with the project's tools. */
export function describeLlmProviderContract(name: string, makeProvider: () => LlmProvider): void {
  describe(`${name} keeps the contract of LlmProvider`, () => {
    it('answers a first message with usage, and with calls only of tools that it was offered', async () => {
      const reply = await makeProvider().respond(firstRequest(), LIMITS);
      expect(reply.tag).toBe('answered');
      const { usage, toolCalls } = answered(reply);
      for (const tokens of Object.values(usage)) expect(Number.isInteger(tokens) && tokens >= 0).toBe(true);
      const offered = TOOLS.map((tool) => tool.name);
      for (const call of toolCalls) expect(offered).toContain(call.name);
    });

    it('stops for tool calls exactly when it asks for some', async () => {
      const { stop, toolCalls } = answered(await makeProvider().respond(firstRequest(), LIMITS));
      if (stop === 'tool-calls') expect(toolCalls.length).toBeGreaterThan(0);
      if (stop === 'end' || stop === 'empty') expect(toolCalls).toEqual([]);
    });

    it('gives each call of an answer its own id', async () => {
      const { toolCalls } = answered(await makeProvider().respond(firstRequest(), LIMITS));
      expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(toolCalls.length);
    });

    it('asks with inputs that are plain JSON', async () => {
      const { toolCalls } = answered(await makeProvider().respond(firstRequest(), LIMITS));
      expect(JSON.parse(JSON.stringify(toolCalls))).toEqual(toolCalls);
    });

    it('fails as cancelled, and does not throw, when it is asked after the abort', async () => {
      const reply = await makeProvider().respond(firstRequest(), { ...LIMITS, signal: AbortSignal.abort() });
      expect(reply).toMatchObject({ tag: 'failed', code: 'cancelled' });
    });

    it('changes nothing that it is given', async () => {
      const request = deepFrozen(firstRequest());
      await expect(makeProvider().respond(request, LIMITS)).resolves.toMatchObject({ tag: 'answered' });
    });

    it('answers a conversation in which every call failed', async () => {
      const provider = makeProvider();
      const { text, toolCalls, raw } = answered(await provider.respond(firstRequest(), LIMITS));
      const results = toolCalls.map(({ id, name: toolName }) => ({
        callId: id,
        toolName,
        ok: false,
        value: null,
        text: () => 'It is not there.',
      }));
      const messages: readonly LlmMessage[] = [
        ...firstRequest().messages,
        { role: 'assistant', text, toolCalls, raw },
        { role: 'tool', results },
      ];
      await expect(provider.respond({ ...firstRequest(), messages }, LIMITS)).resolves.toHaveProperty('tag');
    });
  });
}

function firstRequest(): LlmRequest {
  return {
    model: 'any',
    system: () => 'You are the trader.',
    messages: [{ role: 'user', text: () => 'Decide, then call finish_session.' }],
    tools: TOOLS.map(toLlmTool),
    outputTokensMax: 1000,
  };
}

function answered(reply: LlmReply): Extract<LlmReply, { readonly tag: 'answered' }> {
  if (reply.tag === 'failed') throw new Error(`failed: ${reply.code} ${reply.message}`);
  return reply;
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFrozen(item);
    Object.freeze(value);
  }
  return value;
}
