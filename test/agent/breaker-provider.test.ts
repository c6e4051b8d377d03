import { describe, expect, it } from 'vitest';
import { type BreakerEvent, BreakerProvider } from '../../src/agent/breaker-provider.ts';
import type { LlmReply } from '../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { fails, says, scriptedLlm } from '../support/scripted-llm.ts';
import { request } from './priced-models.ts';

const START_AT = Date.UTC(2026, 10, 25, 13);
const MINUTE_MS = 60_000;

function breaker(script: readonly LlmReply[]) {
  const clock = new SimulatedClock({ startAt: START_AT });
  const events: BreakerEvent[] = [];
  let asked = 0;
  const inner = scriptedLlm((_request, turn) => {
    asked += 1;
    return script[turn] ?? fails('bad-request', 'asked more often than the test foresaw');
  });
  const provider = new BreakerProvider({ inner, clock, onEvent: async (event) => void events.push(event) });
  const ask = async (model?: string, payer: { readonly sessionId?: string } = { sessionId: '20261125T13' }): Promise<string> => {
    const asking = { ...request(), ...(model === undefined ? {} : { model }) };
    const limits = { deadlineAt: clock.now() + MINUTE_MS, signal: new AbortController().signal, ...payer };
    const reply = await provider.respond(asking, limits);
    return reply.tag === 'failed' ? reply.code : reply.stop;
  };
  return { clock, events, ask, provider, asked: () => asked };
}

describe('the circuit of a vendor', () => {
  it.each(['timeout', 'overloaded', 'network', 'rate-limited'] as const)('opens after three times %s in a row', async (code) => {
    const { ask, asked, events } = breaker([fails(code), fails(code), fails(code)]);
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([code, code, code, 'circuit-open']);
    expect(asked()).toBe(3);
    expect(events).toMatchObject([{ tag: 'opened', cause: code, until: START_AT + 5 * MINUTE_MS }]);
  });

  it.each(['bad-request', 'budget', 'cancelled', 'bad-payload'] as const)('stays closed after %s', async (code) => {
    const { ask, events } = breaker([fails(code), fails(code), fails(code), fails(code)]);
    for (let turn = 0; turn < 4; turn += 1) expect(await ask()).toBe(code);
    expect(events).toEqual([]);
  });

  it('counts failures in a row alone', async () => {
    const { ask, events } = breaker([fails('network'), fails('network'), says('I hold.'), fails('network'), fails('network')]);
    for (let turn = 0; turn < 5; turn += 1) await ask();
    expect(events).toMatchObject([{ tag: 'answered' }]);
  });

  it('lets one call through after five minutes and closes when it works', async () => {
    const { ask, clock, events } = breaker([...Array<LlmReply>(3).fill(fails('network')), says('I hold.'), says('I hold.')]);
    for (let turn = 0; turn < 3; turn += 1) await ask();
    await clock.advanceTo(START_AT + 5 * MINUTE_MS - 1);
    expect(await ask()).toBe('circuit-open');
    await clock.advanceTo(START_AT + 5 * MINUTE_MS);
    expect([await ask(), await ask()]).toEqual(['end', 'end']);
    expect(events.map(({ tag }) => tag)).toEqual(['opened', 'answered', 'answered']);
  });

  it('answers the others at once while the trial is under way', async () => {
    const { ask, clock } = breaker([...Array<LlmReply>(3).fill(fails('network')), says('I hold.')]);
    for (let turn = 0; turn < 3; turn += 1) await ask();
    await clock.advanceTo(START_AT + 5 * MINUTE_MS);
    expect(await Promise.all([ask(), ask()])).toEqual(['end', 'circuit-open']);
  });

  it('opens again when the trial fails, which is not told twice', async () => {
    const { ask, clock, events } = breaker(Array<LlmReply>(4).fill(fails('network')));
    for (let turn = 0; turn < 3; turn += 1) await ask();
    await clock.advanceTo(START_AT + 5 * MINUTE_MS);
    expect([await ask(), await ask()]).toEqual(['network', 'circuit-open']);
    expect(events).toHaveLength(1);
  });

  it('opens for fifty minutes at the first refusal of the key', async () => {
    const { ask, clock } = breaker([fails('unauthorised'), says('I hold.')]);
    expect([await ask(), await ask()]).toEqual(['unauthorised', 'circuit-open']);
    await clock.advanceTo(START_AT + 50 * MINUTE_MS);
    expect(await ask()).toBe('end');
  });

  it('closes out an unknown model alone', async () => {
    const { ask } = breaker([fails('model-unknown'), says('I hold.')]);
    expect([await ask('no-such'), await ask('no-such'), await ask()]).toEqual(['model-unknown', 'circuit-open', 'end']);
  });

  it('learns nothing from a model that is tried outside of a session and is not there', async () => {
    const { ask, events } = breaker([fails('model-unknown'), says('I hold.')]);
    expect([await ask('no-such', {}), await ask('no-such', {})]).toEqual(['model-unknown', 'end']);
    expect(events).toMatchObject([{ tag: 'answered' }]);
  });
});
