import { describe, expect, it } from 'vitest';
import { RetryingProvider } from '../../src/agent/retrying-provider.ts';
import type { LlmReply } from '../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { fails, says, scriptedLlm } from '../support/scripted-llm.ts';
import { request } from './priced-models.ts';

const START_AT = Date.UTC(2026, 10, 25, 13);

function passing(changes: object = {}): LlmReply {
  return { ...fails('overloaded'), retryable: true, ...changes };
}

/** Asks once, moves the clock by three minutes, and tells when each attempt was made. */
async function ask(script: readonly LlmReply[], { deadlineAfterMs = 600_000 } = {}) {
  const clock = new SimulatedClock({ startAt: START_AT });
  const attemptsAtMs: number[] = [];
  const inner = scriptedLlm((_request, turn) => {
    attemptsAtMs.push(clock.now() - START_AT);
    return script[turn] ?? fails('bad-request', 'asked more often than the test foresaw');
  });
  const asked = new RetryingProvider({ inner, clock }).respond(request(), {
    deadlineAt: START_AT + deadlineAfterMs,
    signal: new AbortController().signal,
  });
  // A timer that is due at once lets the first attempt go as far as its pause.
  clock.at(START_AT, () => undefined);
  await clock.advanceTo(START_AT + 180_000);
  return { reply: await asked, attemptsAtMs };
}

describe('asking again', () => {
  it('happens after a failure that may pass, after 2 and 8 seconds, and gives the answer that came', async () => {
    const { reply, attemptsAtMs } = await ask([passing(), passing(), says('I hold.')]);
    expect(reply).toMatchObject({ tag: 'answered', text: 'I hold.' });
    expect(attemptsAtMs).toEqual([0, 2_000, 10_000]);
  });

  it('ends with the third failure, which says so', async () => {
    const { reply, attemptsAtMs } = await ask([passing(), passing(), passing()]);
    expect(reply).toMatchObject({ code: 'overloaded', message: 'scripted overloaded (attempt 3)' });
    expect(attemptsAtMs).toHaveLength(3);
  });

  it.each([
    ['a failure that is final', fails('unauthorised')],
    ['a spend cap', { ...fails('rate-limited'), retryable: false }],
    ['a budget that is used up', fails('budget')],
    ['an answer', says('I hold.')],
    ['a refusal', { ...says(''), stop: 'refused' } as LlmReply],
  ])('does not happen after %s', async (_name, first) => {
    const { reply, attemptsAtMs } = await ask([first, says('never')]);
    expect(reply).toEqual(first);
    expect(attemptsAtMs).toEqual([0]);
  });

  it('waits as long as the vendor asks', async () => {
    expect(await ask([passing({ retryAfterMs: 31_000 }), says('I hold.')])).toMatchObject({ attemptsAtMs: [0, 31_000] });
  });

  it('waits a minute at most', async () => {
    expect(await ask([passing({ retryAfterMs: 86_400_000 }), says('I hold.')])).toMatchObject({ attemptsAtMs: [0, 60_000] });
  });

  it('does not happen when the pause would not end before the deadline', async () => {
    const { reply, attemptsAtMs } = await ask([passing({ retryAfterMs: 7_000 }), says('never')], { deadlineAfterMs: 7_000 });
    expect(reply).toMatchObject({ code: 'overloaded', retryAfterMs: 7_000 });
    expect(attemptsAtMs).toEqual([0]);
  });

  it('ends at once when it is cancelled during a pause', async () => {
    const clock = new SimulatedClock({ startAt: START_AT });
    const controller = new AbortController();
    const inner = scriptedLlm([passing(), says('never')]);
    const asked = new RetryingProvider({ inner, clock }).respond(request(), {
      deadlineAt: START_AT + 600_000,
      signal: controller.signal,
    });
    clock.at(START_AT, () => undefined);
    await clock.advanceTo(START_AT + 1_000);
    controller.abort();
    expect(await asked).toMatchObject({ code: 'cancelled' });
    expect(inner.requests).toHaveLength(1);
    expect(clock.nextTimerAt).toBeNull();
  });

  it('goes by the name of whom it asks', () => {
    const clock = new SimulatedClock({ startAt: START_AT });
    expect(new RetryingProvider({ inner: scriptedLlm([]), clock }).name).toBe('scripted');
  });
});
