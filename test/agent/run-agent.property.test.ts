import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAgent } from '../../src/agent/run-agent.ts';
import type { LlmMessage, LlmReply } from '../../src/ports/llm-provider.ts';
import { TOOLS } from '../../tools/index.ts';
import { answers, calls, FINISH, identified, type ScriptedCall, scriptedLlm } from '../support/scripted-llm.ts';
import { proposal } from '../tools/call-tool.ts';
import { assignment } from './assignment.ts';

const aCall: fc.Arbitrary<ScriptedCall> = fc.record({
  name: fc.oneof(fc.constantFrom(...TOOLS.map(({ name }) => name)), fc.string()),
  input: fc.oneof(fc.jsonValue(), fc.constantFrom(proposal(), {}, { level: 'basic' }, FINISH.input, undefined)),
});

const aReply: fc.Arbitrary<LlmReply> = fc
  .record({
    stop: fc.constantFrom('tool-calls', 'tool-calls', 'tool-calls', 'end', 'truncated', 'refused', 'empty'),
    made: fc.array(aCall, { maxLength: 6 }),
  })
  .map(({ stop, made }) => answers(stop, { toolCalls: made.map(identified) }));

describe('whatever a model answers', () => {
  it('the conversation ends within its bounds, and each call that has results has exactly one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aReply, { minLength: 8, maxLength: 8 }), async (replies) => {
        const run = await runAgent(assignment(scriptedLlm(replies)));
        expect(run.turns).toBeLessThanOrEqual(8);
        expect(run.toolCalls.length).toBeLessThanOrEqual(32);
        for (const [index, message] of run.messages.entries()) checkResults(message, run.messages[index + 1]);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is proposed by an answer that did not stop for tool calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('end', 'truncated', 'refused', 'empty'),
        fc.array(aCall, { maxLength: 6 }),
        async (stop, made) => {
          const toolCalls = [...made, { name: 'propose_trade', input: proposal() }].map(identified);
          const run = await runAgent(assignment(scriptedLlm(() => answers(stop, { toolCalls }))));
          expect([run.signals, run.toolCalls]).toEqual([[], []]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a proposal cut off at any character', () => {
  const whole = JSON.stringify(proposal());
  const cuts = Array.from({ length: whole.length }, (_, length) => whole.slice(0, length)).flatMap(completions);

  it('gives many inputs that are valid JSON', () => {
    expect(cuts.length).toBeGreaterThan(50);
  });

  it('is never run when the answer says that it was truncated', async () => {
    for (const input of cuts) {
      const toolCalls = [identified({ name: 'propose_trade', input }, 0)];
      const run = await runAgent(assignment(scriptedLlm([answers('truncated', { toolCalls })])));
      expect(run).toMatchObject({ outcome: 'truncated', signals: [], toolCalls: [] });
    }
  });

  it('is not understood when the answer claims to be whole, unless all is there or the snapshot id, the last field, is cut and names no snapshot', async () => {
    for (const input of cuts) {
      const run = await runAgent(assignment(scriptedLlm([calls({ name: 'propose_trade', input }), calls(FINISH)])));
      for (const { signal } of run.signals) expect(signal.snapshotId === 'snapshot-1').toBe(JSON.stringify(input) === whole);
    }
  });
});

/** Checks that a message with calls is followed by their results, one each and in order, unless the conversation ended with it or they were not run. */
function checkResults(message: LlmMessage, next: LlmMessage | undefined): void {
  if (message.role !== 'assistant' || next?.role !== 'tool') return;
  expect(next.results.map(({ callId }) => callId)).toEqual(message.toolCalls.map(({ id }) => id));
}

/** What lenient parsers make of a JSON text that was cut off: open texts, lists and objects closed. */
function completions(cut: string): readonly unknown[] {
  const open: string[] = [];
  let inText = false;
  for (const [index, character] of [...cut].entries()) {
    if (character === '"' && cut[index - 1] !== '\\') inText = !inText;
    if (inText) continue;
    if (character === '{') open.unshift('}');
    if (character === '[') open.unshift(']');
    if (character === '}' || character === ']') open.shift();
  }
  try {
    return [JSON.parse(cut.replace(/,$/, '') + (inText ? '"' : '') + open.join(''))];
  } catch {
    return [];
  }
}
