import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateSessionCost, type PricedSeat } from '../../src/agent/estimate-session-cost.ts';
import { MODES, type Mode } from '../../src/domain/control-state.ts';
import { LLM_EFFORTS } from '../../src/domain/llm-effort.ts';
import { committedModels } from './committed-models.ts';

const AT = Date.UTC(2026, 10, 25);
const models = committedModels();

const SONNET: PricedSeat = {
  agent: 'trader',
  provider: { name: 'anthropic' },
  model: 'claude-sonnet-5-5',
  effort: 'default',
  outputTokensMax: 16_000,
  contextLevel: 'enhanced',
};
const TERRA = { provider: { name: 'openai' }, model: 'gpt-6.1-terra' };
const FLASH = { provider: { name: 'google' }, model: 'gemini-3.8-flash' };

function estimate(mode: Mode, seats: readonly PricedSeat[], at = AT) {
  return estimateSessionCost({ mode, seats, models, at });
}

const usd = (mode: Mode, seats: readonly PricedSeat[], at = AT) => estimate(mode, seats, at).costUsd?.toNumber() ?? null;

describe('the price of a session', () => {
  it('is that of its calls at the prices of the day', () => {
    // 5,200 x 1.35 tokens written to the cache and then read, 1,600 x 1.35 written, 2,500 answered.
    const expected = (7_020 * 2.5 + 7_020 * 0.1 + 2_160 * 2.5 + 2_500 * 10) / 1_000_000;
    expect(usd('single', [SONNET])).toBeCloseTo(expected, 10);
    expect(estimate('single', [SONNET]).calls).toBe(2);
  });

  it('stays within what the measured sessions of single and ensemble may cost', () => {
    expect(usd('single', [SONNET])).toBeLessThanOrEqual(0.06);
    const trio = [
      { ...SONNET, agent: 'first' },
      { ...SONNET, ...TERRA, agent: 'second' },
      { ...SONNET, ...FLASH, agent: 'third' },
    ];
    expect(usd('ensemble', trio)).toBeLessThanOrEqual(0.12);
  });

  it('of a pair is less than twice that of one, since the second instance reads what the first was told', () => {
    const one = usd('single', [SONNET]) ?? 0;
    const pair = usd('duplicate_pairs', [SONNET]) ?? 0;
    expect(pair).toBeGreaterThan(one);
    expect(pair).toBeLessThan(2 * one);
    expect(estimate('duplicate_pairs', [SONNET]).calls).toBe(4);
  });

  it('is the sum of its seats', () => {
    const { seats, costUsd } = estimate('sequential', [
      { ...SONNET, agent: 'proposer' },
      { ...SONNET, ...TERRA, agent: 'critic' },
    ]);
    expect(seats.map(({ agent, model, calls }) => ({ agent, model, calls }))).toEqual([
      { agent: 'proposer', model: 'claude-sonnet-5-5', calls: 2 },
      { agent: 'critic', model: 'gpt-6.1-terra', calls: 1 },
    ]);
    expect(costUsd?.toNumber()).toBeCloseTo(
      seats.reduce((sum, seat) => sum + (seat.costUsd?.toNumber() ?? 0), 0),
      10,
    );
  });

  it('changes on the day on which the prices do', () => {
    const seats = [{ ...SONNET, ...FLASH }];
    expect(usd('single', seats, Date.UTC(2027, 0, 1))).toBeGreaterThan(usd('single', seats, Date.UTC(2026, 11, 31)) ?? 0);
  });

  it('is unknown, never nothing, when the price of one model is', () => {
    const seats = [SONNET, { ...SONNET, model: 'some-new-model' }];
    expect(estimate('ensemble', seats)).toMatchObject({ costUsd: null, seats: [{}, { costUsd: null }] });
    expect(usd('single', [SONNET], Date.UTC(2020, 0, 1))).toBeNull();
  });

  it('is nothing for the plain strategy', () => {
    expect(estimate('single', [{ ...SONNET, provider: { name: 'rules' }, model: 'trend' }])).toMatchObject({ calls: 0 });
    expect(usd('single', [{ ...SONNET, provider: { name: 'rules' }, model: 'trend' }])).toBe(0);
  });

  it('does not fall when more effort, context or room for answers is given', () => {
    const efforts = LLM_EFFORTS.filter((effort) => effort !== 'default');
    fc.assert(
      fc.property(
        fc.constantFrom(...MODES),
        fc.nat(efforts.length - 2),
        fc.integer({ min: 256, max: 64_000 }),
        (mode, level, outputTokensMax) => {
          const at = (more: number): PricedSeat => ({
            ...SONNET,
            effort: efforts[level + more] ?? 'max',
            outputTokensMax: outputTokensMax + more,
            contextLevel: more === 0 ? 'basic' : 'enhanced',
          });
          expect(usd(mode, [at(1)])).toBeGreaterThanOrEqual(usd(mode, [at(0)]) ?? 0);
        },
      ),
    );
  });
});
