import { describe, expect, it } from 'vitest';
import type { ModelSpend } from '../../src/agent/budgeted-provider.ts';
import type { Mode } from '../../src/domain/control-state.ts';
import { usdAmount } from '../../src/domain/decimal.ts';
import { DAY_MS, dayStart } from '../../src/domain/time.ts';
import { modelCalledFact } from '../../src/session/model-called-fact.ts';
import { SpendRegister } from '../../src/session/spend-register.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';

const AT = Date.UTC(2026, 10, 25, 23, 59);
const DAY = dayStart(AT);

function spend(changes: Partial<ModelSpend> = {}): ModelSpend {
  return {
    sessionId: '20261125T23',
    provider: 'anthropic',
    model: 'claude-sonnet-5-5',
    usage: { inputTokens: 1, outputTokens: 20, cacheReadTokens: 300, cacheWriteTokens: 4000 },
    usageEstimated: false,
    costUsd: usdAmount('0.0000001'),
    stop: 'tool-calls',
    durationMs: 1200,
    ...changes,
  };
}

async function registerAfter(
  calls: readonly (readonly [at: number, spend: ModelSpend, bookId?: string])[],
): Promise<SpendRegister> {
  const journal = createMemoryJournal();
  for (const [at, called, bookId = 'main'] of calls)
    await journal.append([{ at, bookId, sessionId: called.sessionId, fact: modelCalledFact(called) }]).durable;
  const register = new SpendRegister();
  for await (const entry of journal.read()) register.apply(JSON.parse(JSON.stringify(entry)));
  return register;
}

describe('the register of spending', () => {
  it('adds up calls by session and by UTC day, from the bytes of a journal', async () => {
    const register = await registerAfter([
      [AT, spend()],
      [AT + 30_000, spend({ costUsd: usdAmount('0.25') })],
      [AT + 90_000, spend({ costUsd: usdAmount('1') })],
    ]);
    expect(register.spentInSession('20261125T23')).toEqual({
      tokens: 3 * 4321,
      calls: 3,
      costUsd: usdAmount('1.2500001'),
      unpricedCalls: 0,
    });
    expect(register.spentOnDay(DAY)).toMatchObject({ tokens: 2 * 4321, costUsd: usdAmount('0.2500001') });
    expect(register.spentOnDay(DAY + DAY_MS)).toMatchObject({ tokens: 4321, costUsd: usdAmount('1') });
  });

  it('counts the tokens of calls without a price and says how many they are', async () => {
    const register = await registerAfter([
      [AT, spend({ costUsd: null })],
      [AT, spend()],
    ]);
    expect(register.spentOnDay(DAY)).toEqual({
      tokens: 2 * 4321,
      calls: 2,
      costUsd: usdAmount('0.0000001'),
      unpricedCalls: 1,
    });
  });

  it('counts the calls of all books, and those outside of sessions for the day alone', async () => {
    const register = await registerAfter([
      [AT, spend(), 'shadow'],
      [AT, spend({ sessionId: null })],
    ]);
    expect(register.spentOnDay(DAY).tokens).toBe(2 * 4321);
    expect(register.spentInSession('20261125T23').tokens).toBe(4321);
  });

  it('knows of nothing where nothing was spent', () => {
    const register = new SpendRegister();
    expect(register.spentInSession('20261125T23')).toEqual({ tokens: 0, calls: 0, costUsd: usdAmount(0), unpricedCalls: 0 });
    expect(register.spentOnDay(DAY).tokens).toBe(0);
  });
});

describe('a call in the journal', () => {
  it('is plain data, its cost in plain notation, without the session, which is the entry’s', () => {
    expect(modelCalledFact(spend())).toEqual({
      kind: 'model-called',
      provider: 'anthropic',
      model: 'claude-sonnet-5-5',
      usage: { inputTokens: 1, outputTokens: 20, cacheReadTokens: 300, cacheWriteTokens: 4000 },
      usageEstimated: false,
      costUsd: '0.0000001',
      stop: 'tool-calls',
      durationMs: 1200,
    });
    expect(modelCalledFact(spend({ costUsd: null })).costUsd).toBeNull();
  });

  it('adds up each model of a day, the dearest first, and the UTC month', async () => {
    const dear = spend({ model: 'claude-opus-5-5', costUsd: usdAmount(2) });
    const register = await registerAfter([
      [AT - 25 * DAY_MS, spend({ costUsd: usdAmount(100) })],
      [AT - DAY_MS, spend({ costUsd: usdAmount(4) })],
      [AT, spend({ costUsd: usdAmount(1) })],
      [AT, dear],
      [AT, spend({ costUsd: null })],
    ]);
    expect(register.modelsOnDay(DAY)).toEqual([
      {
        provider: 'anthropic',
        model: 'claude-opus-5-5',
        calls: 1,
        usage: dear.usage,
        tokens: 4321,
        costUsd: usdAmount(2),
        unpricedCalls: 0,
      },
      {
        provider: 'anthropic',
        model: 'claude-sonnet-5-5',
        calls: 2,
        usage: { inputTokens: 2, outputTokens: 40, cacheReadTokens: 600, cacheWriteTokens: 8000 },
        tokens: 2 * 4321,
        costUsd: usdAmount(1),
        unpricedCalls: 1,
      },
    ]);
    expect(register.modelsOnDay(DAY + DAY_MS)).toEqual([]);
    expect(register.spentInMonth(AT)).toEqual({ tokens: 4 * 4321, calls: 4, costUsd: usdAmount(7), unpricedCalls: 1 });
  });

  it('adds up each model and each mode of the UTC month, the dearest first', async () => {
    const journal = createMemoryJournal();
    const start = (at: number, sessionId: string, mode: Mode) =>
      journal.append([
        { at, bookId: 'main', sessionId, fact: { kind: 'session-started', slotAt: at, trigger: 'schedule', mode } },
      ]).durable;
    const call = (at: number, called: ModelSpend) =>
      journal.append([{ at, bookId: 'main', sessionId: called.sessionId, fact: modelCalledFact(called) }]).durable;
    await start(AT - 40 * DAY_MS, 'old', 'single');
    await call(AT - 40 * DAY_MS, spend({ sessionId: 'old', costUsd: usdAmount(50) }));
    await start(AT - DAY_MS, 'first', 'single');
    await call(AT - DAY_MS, spend({ sessionId: 'first', costUsd: usdAmount(1) }));
    await start(AT, 'second', 'ensemble');
    await call(AT, spend({ sessionId: 'second', costUsd: usdAmount(2) }));
    await call(AT, spend({ sessionId: 'second', costUsd: usdAmount(4), provider: 'openai', model: 'gpt-6.1-terra' }));
    await call(AT, spend({ sessionId: null, costUsd: usdAmount('0.5') }));
    const register = new SpendRegister();
    for await (const entry of journal.read()) register.apply(entry);
    expect(register.modelsInMonth(AT).map(({ model, calls, costUsd }) => [model, calls, costUsd.toNumber()])).toEqual([
      ['gpt-6.1-terra', 1, 4],
      ['claude-sonnet-5-5', 3, 3.5],
    ]);
    expect(register.modesInMonth(AT).map(({ mode, calls, costUsd }) => [mode, calls, costUsd.toNumber()])).toEqual([
      ['ensemble', 2, 6],
      ['single', 1, 1],
    ]);
    expect(register.modesInMonth(AT + 90 * DAY_MS)).toEqual([]);
  });
});
