import { describe, expect, it } from 'vitest';
import { Budget, type BudgetRefusal } from '../../src/agent/budget.ts';
import { BudgetedProvider, type ModelSpend } from '../../src/agent/budgeted-provider.ts';
import { RetryingProvider } from '../../src/agent/retrying-provider.ts';
import { runAgent } from '../../src/agent/run-agent.ts';
import { worstCaseOf } from '../../src/agent/worst-case-cost.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { AgentUsage } from '../../src/domain/journal-entry.ts';
import type { BudgetLimits } from '../../src/domain/session-budget.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import type { LlmProvider, LlmReply } from '../../src/ports/llm-provider.ts';
import { modelCalledFact } from '../../src/session/model-called-fact.ts';
import { SpendRegister } from '../../src/session/spend-register.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { answers, calls, fails, says, scriptedLlm } from '../support/scripted-llm.ts';
import { assignment } from './assignment.ts';
import { CHANGE_AT, MODELS, model, request } from './priced-models.ts';

const START_AT = CHANGE_AT - 12 * 3_600_000;
const SESSION = '20261231T12';
const GENEROUS: BudgetLimits = {
  callUsdMax: 1000,
  sessionUsdMax: 1000,
  dayUsdMax: 1000,
  sessionTokensMax: 1e9,
  dayTokensMax: 1e9,
  sessionCallsMax: 1000,
  dayCallsMax: 1000,
};
/** 0.001 + 0.05 + 0.0001 + 0.0025 USD at the prices before the change. */
const USAGE: AgentUsage = { inputTokens: 500, outputTokens: 5000, cacheReadTokens: 1000, cacheWriteTokens: 1000 };
const COST = 0.0536;
const TOKENS = 7500;

type Journal = ReturnType<typeof createMemoryJournal>;

/** A process that spends: its ledger is what the journal says, as after a start. */
async function start(
  inner: LlmProvider,
  {
    limits = {},
    journal = createMemoryJournal(),
    at = START_AT,
  }: { readonly limits?: Partial<BudgetLimits>; readonly journal?: Journal; readonly at?: number } = {},
) {
  const clock = new SimulatedClock({ startAt: at });
  const ledger = new SpendRegister();
  for await (const entry of journal.read()) ledger.apply(entry);
  const spends: ModelSpend[] = [];
  const refusals: BudgetRefusal[] = [];
  const provider = new BudgetedProvider({
    inner,
    budget: new Budget({ limits: { ...GENEROUS, ...limits }, ledger }),
    models: MODELS,
    clock,
    onRefusal: async (refusal) => void refusals.push(refusal),
    record: async (spend) => {
      spends.push(spend);
      const { entries, durable } = journal.append([
        { at: clock.now(), bookId: 'main', sessionId: spend.sessionId, fact: modelCalledFact(spend) },
      ]);
      for (const entry of entries) ledger.apply(entry);
      await durable;
    },
  });
  const ask = (changes: Parameters<typeof request>[0] = {}, sessionId: string | null = SESSION): Promise<LlmReply> =>
    provider.respond(request(changes), {
      deadlineAt: at + 60_000,
      signal: new AbortController().signal,
      ...(sessionId === null ? {} : { sessionId }),
    });
  return { ask, provider, spends, refusals, journal, clock };
}

function spender(): ReturnType<typeof scriptedLlm> {
  return scriptedLlm(() => answers('end', { text: 'I hold.', usage: USAGE }));
}

const WORST = worstCaseOf(request(), model(), START_AT);
const WORST_USD = WORST.costUsd?.toNumber() ?? Number.NaN;
const WORST_TOKENS = WORST.usage.cacheWriteTokens + WORST.usage.outputTokens;

describe('a budget', () => {
  it.each([
    ['the dollars of the session', { sessionUsdMax: COST + WORST_USD }, 'the session has spent 0.0536 of'],
    ['the dollars of the day', { dayUsdMax: COST + WORST_USD }, 'the day has spent 0.0536 of'],
    ['the tokens of the session', { sessionTokensMax: TOKENS + WORST_TOKENS }, 'the session has used 7500 of'],
    ['the tokens of the day', { dayTokensMax: TOKENS + WORST_TOKENS }, 'the day has used 7500 of'],
    ['the calls of the session', { sessionCallsMax: 2 }, 'the session has made 1 of'],
    ['the calls of the day', { dayCallsMax: 2 }, 'the day has made 1 of'],
  ] satisfies readonly [string, Partial<BudgetLimits>, string][])(
    'carries a call that fits to the last of %s, and not the next',
    async (_name, limits, words) => {
      const inner = spender();
      const first = await start(inner, { limits });
      expect(await first.ask()).toMatchObject({ tag: 'answered' });
      expect(await first.ask()).toMatchObject({ tag: 'answered' });
      expect(inner.requests).toHaveLength(2);

      const [key = '', value = 0] = Object.entries(limits)[0] ?? [];
      const tighter = await start(inner, { limits: { [key]: value - 1e-9 } });
      await tighter.ask();
      expect(await tighter.ask()).toMatchObject({ tag: 'failed', code: 'budget', message: expect.stringContaining(words) });
      expect(inner.requests).toHaveLength(3);
      expect(tighter.spends).toHaveLength(1);
    },
  );

  it('of one call refuses what could cost more by itself, and carries what could cost just as much', async () => {
    const inner = spender();
    const wide = await start(inner, { limits: { callUsdMax: WORST_USD } });
    expect(await wide.ask()).toMatchObject({ tag: 'answered' });
    const narrow = await start(inner, { limits: { callUsdMax: WORST_USD - 1e-9 } });
    const refused = { tag: 'failed', code: 'budget', message: expect.stringContaining('one call may cost') };
    expect(await narrow.ask()).toMatchObject(refused);
    expect(await narrow.ask({ outputTokensMax: 900 })).toMatchObject({ tag: 'answered' });
    expect(await narrow.ask({}, null)).toMatchObject(refused);
    expect(inner.requests).toHaveLength(2);
  });

  it('of one call is nothing for a model whose price is not known, that of calls in number is', async () => {
    const { ask } = await start(spender(), { limits: { callUsdMax: 0, sessionCallsMax: 1 } });
    expect(await ask({ model: 'nobody-knows' })).toMatchObject({ tag: 'answered' });
    expect(await ask({ model: 'nobody-knows' })).toMatchObject({ code: 'budget', message: 'the session has made 1 of 1 calls' });
  });

  it('counts calls that failed, and those under way', async () => {
    const limits = { dayCallsMax: 2 };
    const failing = await start(
      scriptedLlm(() => fails('overloaded')),
      { limits },
    );
    await failing.ask();
    await failing.ask();
    expect(await failing.ask()).toMatchObject({ code: 'budget' });
    const busy = await start(spender(), { limits });
    const replies = await Promise.all([busy.ask(), busy.ask({}, '20261231T13'), busy.ask()]);
    expect(replies.map(({ tag }) => tag)).toEqual(['answered', 'answered', 'failed']);
  });

  it('in calls is not new after a restart, but with the next session and the next UTC day', async () => {
    const limits = { sessionCallsMax: 1, dayCallsMax: 2 };
    const before = await start(spender(), { limits });
    await before.ask();
    const inner = spender();
    const after = await start(inner, { limits, journal: before.journal, at: START_AT + 60_000 });
    expect(await after.ask()).toMatchObject({ message: 'the session has made 1 of 1 calls' });
    expect(await after.ask({}, '20261231T13')).toMatchObject({ tag: 'answered' });
    expect(await after.ask({}, '20261231T14')).toMatchObject({ message: 'the day has made 2 of 2 calls' });
    const nextDay = await start(inner, { limits, journal: before.journal, at: START_AT + DAY_MS });
    expect(await nextDay.ask({}, '20270101T12')).toMatchObject({ tag: 'answered' });
  });

  it('tells whose limit did not carry a call', async () => {
    const owners: readonly (readonly [Partial<BudgetLimits>, string])[] = [
      [{ callUsdMax: 0 }, 'call'],
      [{ sessionUsdMax: 0 }, 'session'],
      [{ dayTokensMax: 0 }, 'day'],
    ];
    for (const [limits, owner] of owners) {
      const { ask, refusals } = await start(spender(), { limits });
      await ask();
      expect(refusals).toMatchObject([{ owner, sessionId: SESSION, isLasting: true }]);
    }
  });

  it('is not new after a restart', async () => {
    const limits = { dayUsdMax: COST * 2 + WORST_USD - 0.001 };
    const before = await start(spender(), { limits });
    await before.ask();
    await before.ask();
    const inner = spender();
    const after = await start(inner, { limits, journal: before.journal, at: START_AT + 60_000 });
    expect(await after.ask({}, '20261231T13')).toMatchObject({ code: 'budget' });
    expect(inner.requests).toEqual([]);
  });

  it('of a day is new on the next UTC day, that of a session with the next session', async () => {
    const limits = { dayUsdMax: COST + WORST_USD - 0.001, sessionTokensMax: TOKENS + WORST_TOKENS - 1 };
    const { ask, journal } = await start(spender(), { limits });
    await ask();
    expect(await ask({}, '20261231T13')).toMatchObject({ code: 'budget' });
    // Prices have doubled by then, so that the day's budget is made wide enough for one call.
    const nextDay = await start(spender(), { limits: { ...limits, dayUsdMax: 1 }, journal, at: START_AT + DAY_MS });
    expect(await nextDay.ask()).toMatchObject({ code: 'budget', message: expect.stringContaining('the session') });
    expect(await nextDay.ask({}, '20270101T12')).toMatchObject({ tag: 'answered' });
  });

  it('lets calls that are made at the same time not pass it together', async () => {
    const inner = spender();
    const { ask, refusals } = await start(inner, { limits: { dayUsdMax: WORST_USD * 2.5 } });
    const replies = await Promise.all([ask(), ask({}, '20261231T13'), ask()]);
    expect(replies.map((reply) => (reply.tag === 'failed' ? reply.code : reply.tag))).toEqual(['answered', 'answered', 'budget']);
    expect(refusals).toMatchObject([{ owner: 'day', isLasting: false }]);
    expect(inner.requests).toHaveLength(2);
  });

  it('frees what a call has not used', async () => {
    const { ask } = await start(
      scriptedLlm(() => fails('overloaded')),
      { limits: { dayUsdMax: WORST_USD * 1.5 } },
    );
    for (let call = 0; call < 5; call += 1) expect(await ask()).toMatchObject({ code: 'overloaded' });
  });

  it('holds a call outside of sessions to the day alone', async () => {
    const { ask, spends } = await start(spender(), { limits: { sessionTokensMax: 0 } });
    expect(await ask({}, null)).toMatchObject({ tag: 'answered' });
    expect(spends[0]).toMatchObject({ sessionId: null });
  });

  it('ends a conversation as budget-exhausted, so that nothing is done', async () => {
    const inner = scriptedLlm((_request, turn) => ({ ...calls({ name: 'get_portfolio', input: { turn } }), usage: USAGE }));
    const { provider } = await start(inner, { limits: { sessionTokensMax: 40_000 } });
    const run = await runAgent(
      assignment(new RetryingProvider({ inner: provider, clock: new SimulatedClock({ startAt: START_AT }) })),
    );
    expect(run).toMatchObject({ outcome: 'budget-exhausted', summary: expect.stringContaining('budget: the session has used') });
    expect(run.turns).toBeGreaterThan(0);
  });
});

describe('spending', () => {
  it('is booked after each call, with its cost, its end and its time', async () => {
    const { ask, spends } = await start(spender());
    await ask();
    expect(spends).toMatchObject([
      {
        sessionId: SESSION,
        provider: 'scripted',
        model: 'priced',
        usage: USAGE,
        usageEstimated: false,
        stop: 'end',
        durationMs: 0,
      },
    ]);
    expect(spends[0]?.costUsd?.toNumber()).toBe(COST);
  });

  it('on an unknown model counts tokens only and says that its cost is unknown', async () => {
    const { ask, spends } = await start(spender(), { limits: { sessionUsdMax: 0, dayUsdMax: 0, sessionTokensMax: TOKENS * 2 } });
    expect(await ask({ model: 'nobody-knows' })).toMatchObject({ tag: 'answered' });
    expect(spends).toMatchObject([{ model: 'nobody-knows', costUsd: null, usage: USAGE }]);
    expect(await ask({ model: 'nobody-knows', outputTokensMax: TOKENS })).toMatchObject({
      code: 'budget',
      message: expect.stringContaining('tokens'),
    });
    expect(await ask()).toMatchObject({ code: 'budget', message: expect.stringContaining('besides 1 calls of unknown cost') });
  });

  it('of an answer that never came is the most that it can have been', async () => {
    const { ask, spends } = await start(scriptedLlm([{ ...fails('timeout'), spent: 'unknown' }]));
    await ask();
    expect(spends).toMatchObject([{ stop: 'timeout', usageEstimated: true, usage: WORST.usage, costUsd: WORST.costUsd }]);
  });

  it('of an answer that was of no use is what the vendor said', async () => {
    const { ask, spends } = await start(scriptedLlm([{ ...fails('bad-payload'), spent: USAGE }]));
    await ask();
    expect(spends).toMatchObject([{ stop: 'bad-payload', usageEstimated: false, usage: USAGE }]);
  });

  it('of a call that was refused is nothing, not unknown, whatever the model', async () => {
    const { ask, spends } = await start(scriptedLlm([fails('rate-limited')]));
    await ask({ model: 'nobody-knows' });
    expect(spends[0]?.costUsd?.toNumber()).toBe(0);
  });

  it('is booked for each attempt when a call is retried outside of it', async () => {
    const lost: LlmReply = { ...fails('network'), retryable: true, spent: 'unknown' };
    const { provider, spends, clock } = await start(scriptedLlm([lost, says('I hold.')]));
    const asked = new RetryingProvider({ inner: provider, clock }).respond(request(), {
      deadlineAt: START_AT + 60_000,
      signal: new AbortController().signal,
    });
    clock.at(START_AT, () => undefined);
    await clock.advanceTo(START_AT + 10_000);
    expect(await asked).toMatchObject({ tag: 'answered' });
    expect(spends.map(({ stop }) => stop)).toEqual(['network', 'end']);
  });

  it('that cannot be booked stops the session: the fault is no answer of the model', async () => {
    const clock = new SimulatedClock({ startAt: START_AT });
    const budget = new Budget({ limits: GENEROUS, ledger: new SpendRegister() });
    const record = (): Promise<void> => Promise.reject(new Fault('storage', 'the disk is full'));
    const provider = new BudgetedProvider({ inner: spender(), budget, models: MODELS, clock, record });
    const asked = provider.respond(request(), { deadlineAt: START_AT + 1000, signal: new AbortController().signal });
    await expect(asked).rejects.toThrow('the disk is full');
  });
});
