import { describe, expect, it } from 'vitest';
import { RulesProvider } from '../../../src/adapters/rules/rules-provider.ts';
import { RecordingProvider } from '../../../src/adapters/tape/recording-provider.ts';
import { TapeProvider } from '../../../src/adapters/tape/tape-provider.ts';
import { toLlmTool } from '../../../src/agent/tool-schema.ts';
import type { LlmProvider, LlmReply, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { TOOLS } from '../../../tools/index.ts';
import { describeLlmProviderContract } from '../../contract/llm-provider.contract.ts';
import { memoryTape } from '../../support/memory-tape.ts';

const START = Date.UTC(2024, 2, 1, 12);
const LIMITS = { deadlineAt: START + 600_000, signal: new AbortController().signal, sessionId: '20240301T12' };

const recorded = memoryTape();
await new RecordingProvider({
  inner: new RulesProvider(),
  recorder: recorded.recorder,
  clock: new SimulatedClock({ startAt: START }),
  onFault: failOnFault,
}).respond(
  {
    model: 'any',
    system: () => 'You are the trader.',
    messages: [{ role: 'user', text: () => 'Decide, then call finish_session.' }],
    tools: TOOLS.map(toLlmTool),
    outputTokensMax: 1000,
  },
  LIMITS,
);

describeLlmProviderContract(
  'TapeProvider',
  () => new TapeProvider({ name: 'rules', tape: recorded.tape(), clock: new SimulatedClock({ startAt: START }) }),
);

describe('a tape', () => {
  it('answers what was recorded, failures included, after as long as it took', async () => {
    const world = scripted([
      { reply: failed('overloaded'), takesMs: 700 },
      { reply: answered('first'), takesMs: 1_500 },
    ]);
    await world.ask(request('a'));
    await world.ask(request('b'));
    const replay = world.replay();
    await expect(replay.ask(request('a'))).resolves.toEqual({ reply: { ...failed('overloaded'), durationMs: 700 }, tookMs: 700 });
    await expect(replay.ask(request('b'))).resolves.toEqual({
      reply: { ...answered('first'), durationMs: 1_500 },
      tookMs: 1_500,
    });
  });

  it('gives two identical requests their own answers, in the order in which they were asked', async () => {
    const world = scripted([
      { reply: answered('slow'), takesMs: 900 },
      { reply: answered('quick'), takesMs: 100 },
    ]);
    await world.together([request('same'), request('same')]);
    expect(world.tape().calls.map(({ ordinal }) => ordinal)).toEqual([1, 0]);
    const replies = await world.replay().together([request('same'), request('same')]);
    expect(replies).toMatchObject([answered('slow'), answered('quick')]);
  });

  it('says that an answer is asked for more often than it was recorded', async () => {
    const world = scripted([{ reply: answered('once'), takesMs: 0 }]);
    await world.ask(request('a'));
    const replay = world.replay();
    await replay.ask(request('a'));
    const { reply } = await replay.ask(request('a'));
    expect(reply).toMatchObject({ code: 'tape-miss', message: expect.stringContaining('holds 1 answer(s) to this request') });
  });

  it.each([
    ['a message', request('The close is 101.'), 'message 1 from character', 'The close is 101.'],
    ['the system prompt', { ...request('The close is 100.'), system: () => 'You are careful.' }, 'the system prompt', 'careful'],
    ['the model', { ...request('The close is 100.'), model: 'other' }, 'the model', 'other'],
    ['the effort', { ...request('The close is 100.'), effort: 'high' as const }, 'the effort', 'high'],
    ['the tools', { ...request('The close is 100.'), tools: [] }, 'the tools', 'asked "[]"'],
  ])('names the first difference when %s was altered', async (_name, altered, where, asked) => {
    const world = scripted([
      { reply: answered('far'), takesMs: 0 },
      { reply: answered('near'), takesMs: 0 },
    ]);
    await world.ask({ ...request('Something else.'), model: 'far', system: () => 'far' });
    await world.ask(request('The close is 100.'));
    const { reply } = await world.replay().ask(altered);
    expect(reply).toMatchObject({ tag: 'failed', code: 'tape-miss' });
    const { message } = reply as Extract<LlmReply, { readonly tag: 'failed' }>;
    expect(message).toContain(`its nearest, call 2 of 2, differs in ${where}`);
    expect(message).toContain(asked);
  });

  it('is not retryable where it misses', async () => {
    const { reply } = await scripted([]).replay().ask(request('a'));
    expect(reply).toEqual({ tag: 'failed', code: 'tape-miss', message: 'the tape of 20240301T12 holds no call of a model' });
  });

  it('loses no answer when it cannot be written', async () => {
    const faults: unknown[] = [];
    const provider = new RecordingProvider({
      inner: { name: 'vendor', respond: async () => answered('kept') },
      recorder: { ...memoryTape().recorder, keep: () => Promise.reject(new Error('the disk is full')) },
      clock: new SimulatedClock({ startAt: START }),
      onFault: (error) => faults.push(error),
    });
    await expect(provider.respond(request('a'), LIMITS)).resolves.toEqual({ ...answered('kept'), durationMs: 0 });
    expect(faults).toHaveLength(1);
  });
});

function scripted(script: readonly { readonly reply: LlmReply; readonly takesMs: number }[]) {
  const clock = new SimulatedClock({ startAt: START });
  const kept = memoryTape();
  let next = 0;
  const inner: LlmProvider = {
    name: 'vendor',
    async respond() {
      const step = script[next];
      next += 1;
      if (step === undefined) throw new Error('the script is over');
      if (step.takesMs > 0) await clock.sleep(step.takesMs);
      return step.reply;
    },
  };
  const recording = new RecordingProvider({ inner, recorder: kept.recorder, clock, onFault: failOnFault });
  return {
    ...asking(recording, clock),
    tape: kept.tape,
    replay() {
      const replayClock = new SimulatedClock({ startAt: START });
      return asking(new TapeProvider({ name: 'vendor', tape: kept.tape(), clock: replayClock }), replayClock);
    },
  };
}

function asking(provider: LlmProvider, clock: SimulatedClock) {
  const together = async (requests: readonly LlmRequest[]) => {
    const all = Promise.all(requests.map((each) => provider.respond(each, LIMITS)));
    while (clock.nextTimerAt !== null) await clock.advanceTo(clock.nextTimerAt);
    return all;
  };
  return {
    together,
    async ask(one: LlmRequest) {
      const startedAt = clock.now();
      const [reply] = await together([one]);
      if (reply === undefined) throw new Error('no reply');
      return { reply, tookMs: clock.now() - startedAt };
    },
  };
}

function request(text: string): LlmRequest {
  return {
    model: 'model',
    system: () => 'You are the trader.',
    messages: [{ role: 'user', text: () => text }],
    tools: TOOLS.map(toLlmTool),
    outputTokensMax: 100,
  };
}

function answered(text: string): LlmReply {
  const usage = { inputTokens: 10, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { tag: 'answered', stop: 'end', text, toolCalls: [], usage, raw: { text } };
}

function failed(code: 'overloaded'): LlmReply {
  return { tag: 'failed', code, message: 'busy', retryable: true, retryAfterMs: 50 };
}

function failOnFault(error: unknown): never {
  throw error;
}
