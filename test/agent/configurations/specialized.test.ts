import { describe, expect, it } from 'vitest';
import { deliberateSpecialized } from '../../../src/agent/configurations/specialized.ts';
import type { Deliberation } from '../../../src/agent/deliberation.ts';
import { calls, FINISH, fails, type ScriptedLlm } from '../../support/scripted-llm.ts';
import { seatFor } from '../assignment.ts';
import { deliberationInput } from '../deliberation-input.ts';
import { buy, replies, reports, review, SELL_ETH, SNAPSHOT, textOf, trader } from './scripts.ts';

type Agents = Record<'technical' | 'context' | 'memory' | 'trader' | 'riskOfficer', ScriptedLlm>;

function agents(changes: Partial<Agents> = {}): Agents {
  return {
    technical: replies(calls(reports({ BTCUSDT: 2 }))),
    context: replies(calls(reports({ BTCUSDT: 0 }))),
    memory: replies(calls(reports({ BTCUSDT: 0 }))),
    trader: trader(buy()),
    riskOfficer: replies(calls(review('approve'))),
    ...changes,
  };
}

function deliberate(providers: Agents): Promise<Deliberation> {
  const seats = Object.entries(providers).map(([agent, provider]) =>
    seatFor(provider, { agent, rolePrompt: `You are ${agent}.` }),
  );
  return deliberateSpecialized(deliberationInput({ snapshot: SNAPSHOT, seats }));
}

const LOST = () => replies(fails('network'));

describe('the mode specialized', () => {
  it.each<readonly [string, Partial<Agents>, number | null, string]>([
    ['approved by all', {}, 1, 'officer-approved'],
    ['reduced by the officer', { riskOfficer: replies(calls(review('reduce', 0.25))) }, 0.25, 'officer-reduced'],
    ['vetoed', { riskOfficer: replies(calls(review('veto'))) }, null, 'officer-vetoed'],
    ['without an officer', { riskOfficer: LOST() }, null, 'officer-missing'],
    ['without a technical report', { technical: LOST() }, null, 'report-missing'],
    ['without the context', { context: LOST() }, 0.5, 'report-missing'],
    ['without the memory', { memory: LOST() }, 0.5, 'report-missing'],
    ['against the sum of stances', { context: replies(calls(reports({ BTCUSDT: -2 }))) }, null, 'stance-not-positive'],
    ['by a trader that fails', { trader: replies(calls(buy()), fails('timeout')) }, null, 'vote-invalid'],
  ])('an entry %s', async (_name, changes, sizeFraction, code) => {
    const { decisions, aggregations } = await deliberate(agents(changes));
    expect(decisions.map(({ signalId }) => signalId)).toEqual(sizeFraction === null ? [] : ['20240115T13-trader-1']);
    expect(aggregations[0]).toMatchObject({ symbol: 'BTCUSDT', sizeFraction });
    expect(aggregations[0]?.steps.map((step) => step.code)).toContain(code);
  });

  it('carries an exit out without asking the officer', async () => {
    const providers = agents({ trader: trader(SELL_ETH), technical: LOST() });
    const { decisions, runs } = await deliberate(providers);
    expect(decisions).toMatchObject([{ signal: { symbol: 'ETHUSDT', action: 'close' } }]);
    expect(providers.riskOfficer.requests).toEqual([]);
    expect(runs.map(({ agent }) => agent)).toEqual(['technical', 'context', 'memory', 'trader']);
  });

  it('shows each analyst its own part of the data, and the trader their reports', async () => {
    const providers = agents();
    await deliberate(providers);
    const told = (agent: keyof Agents) => textOf(providers[agent].requests[0]);
    const shows = (agent: keyof Agents) =>
      ['candles of', 'mood of', 'market of', 'cash 10000', '12:00 held'].filter((part) => told(agent).includes(part));
    expect(shows('technical')).toEqual(['candles of']);
    expect(shows('context')).toEqual(['mood of']);
    expect(shows('memory')).toEqual(['cash 10000', '12:00 held']);
    expect(shows('trader')).toEqual(['market of', 'cash 10000', '12:00 held']);
    expect(told('trader')).toContain('{"analyst":"technical","symbol":"BTCUSDT","stance":2');
    expect(told('riskOfficer')).toContain('"action":"open"');
    for (const agent of ['technical', 'riskOfficer'] as const) expect(told(agent).endsWith(`You are ${agent}.`)).toBe(true);
  });

  it('gives an analyst its one tool', async () => {
    const technical = replies(calls(FINISH), calls(reports({ BTCUSDT: 2 })));
    const { aggregations } = await deliberate(agents({ technical }));
    expect(technical.requests[0]?.tools.map(({ name }) => name)).toEqual(['give_report']);
    expect(aggregations[0]?.result).toBe('open');
  });
});
