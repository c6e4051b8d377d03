import { describe, expect, it } from 'vitest';
import { deliberateInSequence } from '../../../src/agent/configurations/sequential.ts';
import type { Deliberation } from '../../../src/agent/deliberation.ts';
import type { LlmReply } from '../../../src/ports/llm-provider.ts';
import { calls, FINISH, fails, type ScriptedCall, type ScriptedLlm } from '../../support/scripted-llm.ts';
import { proposal } from '../../tools/call-tool.ts';
import { seatFor } from '../assignment.ts';
import { deliberationInput } from '../deliberation-input.ts';
import { buy, objections, replies, revision, SELL_ETH, SNAPSHOT, textOf, trader } from './scripts.ts';

function deliberate(proposer: ScriptedLlm, critic: ScriptedLlm): Promise<Deliberation> {
  const seats = [seatFor(proposer, { agent: 'proposer' }), seatFor(critic, { agent: 'critic', rolePrompt: 'You object.' })];
  return deliberateInSequence(deliberationInput({ snapshot: SNAPSHOT, seats }));
}

const AGREES = () => replies(calls(objections()));
const PROPOSES = (...more: readonly LlmReply[]) => replies(calls(buy(), FINISH), ...more);

function wrong(changes: Readonly<Record<string, unknown>>, trade: Readonly<Record<string, unknown>> = {}): ScriptedCall {
  const base = { action: 'open', sizeStep: 1, stopPrice: 40_000, targetPrice: 46_000 };
  return { name: 'propose_trade', input: proposal({ trade: { ...base, ...trade }, ...changes }) };
}

describe('the mode sequential', () => {
  it.each<readonly [string, ScriptedLlm, ScriptedLlm, number | null, string]>([
    ['without objections', PROPOSES(), AGREES(), 1, 'proposal-kept'],
    ['with a light one', PROPOSES(), replies(calls(objections({ severity: 1 }))), 1, 'proposal-kept'],
    ['shrunk', PROPOSES(calls(revision('shrink', 0.5))), replies(calls(objections({ severity: 2 }))), 0.5, 'proposal-shrunk'],
    ['withdrawn', PROPOSES(calls(revision('withdraw'))), replies(calls(objections({ severity: 2 }))), null, 'proposal-withdrawn'],
    [
      'kept against a grave one',
      PROPOSES(calls(revision('keep'))),
      replies(calls(objections({ severity: 3 }))),
      null,
      'objection-unresolved',
    ],
    [
      'kept against two',
      PROPOSES(calls(revision('keep'))),
      replies(calls(objections({ severity: 2 }, { severity: 2, code: 'low-volume' }))),
      0.5,
      'objection-unresolved',
    ],
    [
      'not revised when it should be',
      PROPOSES(fails('network')),
      replies(calls(objections({ severity: 3 }))),
      null,
      'objection-unresolved',
    ],
    ['without a critic', PROPOSES(), replies(fails('network')), 0.5, 'critic-missing'],
  ])('an entry %s', async (_name, proposer, critic, sizeFraction, code) => {
    const { decisions, aggregations } = await deliberate(proposer, critic);
    expect(decisions).toHaveLength(sizeFraction === null ? 0 : 1);
    expect(aggregations[0]).toMatchObject({ symbol: 'BTCUSDT', sizeFraction });
    expect(aggregations[0]?.steps.map((step) => step.code)).toContain(code);
    proposer.assertAllUsed();
  });

  it.each([
    ['a number that the snapshot does not hold', wrong({ reasoning: 'Price 43123.' }), 'number-wrong (43123)'],
    ['a stop above the price', wrong({}, { stopPrice: 43_000 }), 'stop-side (43000)'],
    ['a stop too near', wrong({}, { stopPrice: 41_800 }), 'stop-distance (0.20 ATR)'],
    ['a stop too far', wrong({}, { stopPrice: 37_000, targetPrice: null }), 'stop-distance (5.00 ATR)'],
    ['a target too near', wrong({}, { targetPrice: 43_000 }), 'reward-too-small'],
    [
      'a market whose range is unknown',
      {
        name: 'propose_trade',
        input: proposal({
          symbol: 'ETHUSDT',
          evidence: ['ETH.price'],
          trade: { action: 'open', sizeStep: 1, stopPrice: 2400, targetPrice: null },
        }),
      },
      'data-missing (ETH.1d.atr14)',
    ],
  ])('tells the proposer of %s once, and holds the entry when it stays', async (_name, call, told) => {
    const proposer = replies(calls(call, FINISH), calls(FINISH));
    const critic = AGREES();
    const { decisions, aggregations } = await deliberate(proposer, critic);
    expect(textOf(proposer.requests[1], -1)).toContain(told);
    expect(decisions).toEqual([]);
    expect(aggregations.flatMap(({ steps }) => steps.map((step) => step.code))).toEqual(
      expect.arrayContaining(['fact-wrong', 'fact-check-failed']),
    );
    expect(critic.requests).toEqual([]);
  });

  it('takes the corrected entry', async () => {
    const proposer = replies(calls(wrong({ reasoning: 'Price 43123.' }), FINISH), calls(buy(0.5), FINISH));
    const { decisions } = await deliberate(proposer, AGREES());
    expect(decisions).toMatchObject([{ signalId: '20240115T13-proposer-2', signal: { sizeStep: 0.5 } }]);
  });

  it('lets exits through when the repair fails', async () => {
    const proposer = replies(calls(wrong({ reasoning: 'Price 43123.' }), SELL_ETH, FINISH), fails('network'));
    const { decisions, runs } = await deliberate(proposer, AGREES());
    expect(decisions).toMatchObject([{ signal: { symbol: 'ETHUSDT', action: 'close' } }]);
    expect(runs).toMatchObject([{ agent: 'proposer', outcome: 'provider-failed' }]);
  });

  it('moves no stop of a position that it closes as a whole', async () => {
    const raise = {
      name: 'propose_trade',
      input: proposal({ symbol: 'ETHUSDT', evidence: ['ETH.price'], trade: { action: 'move-stop', stopPrice: 2400 } }),
    };
    const { decisions } = await deliberate(trader(raise, SELL_ETH), AGREES());
    expect(decisions.map(({ signal }) => signal.action)).toEqual(['close']);
  });

  it('shows the critic the same bytes first, then the proposal without its confidence, then its part', async () => {
    const proposer = trader(buy());
    const critic = AGREES();
    await deliberate(proposer, critic);
    const [own, other] = [proposer.requests[0], critic.requests[0]];
    expect(JSON.stringify(other?.tools)).toBe(JSON.stringify(own?.tools));
    expect(other?.system()).toBe(own?.system());
    const session = textOf(own).slice(0, -'You trade.'.length);
    expect(textOf(other).startsWith(session)).toBe(true);
    expect(textOf(other)).toContain('"action":"open"');
    expect(textOf(other)).not.toContain('confidence');
    expect(textOf(other).endsWith('You object.')).toBe(true);
  });

  it('refuses a tool of another part in words', async () => {
    const critic = replies(calls(buy()), calls(objections()));
    const { aggregations } = await deliberate(PROPOSES(), critic);
    const answer = critic.requests[1]?.messages.at(-1);
    expect(answer?.role === 'tool' ? answer.results[0]?.text() : '').toBe(
      'propose_trade is not for your part; this call was not run. Your tools are: raise_objections.',
    );
    expect(aggregations[0]?.sizeFraction).toBe(1);
  });

  it('only ever adds to the end of the conversation', async () => {
    const proposer = replies(calls(wrong({ reasoning: 'Price 43123.' }), FINISH), calls(buy(), FINISH), calls(revision('keep')));
    await deliberate(proposer, replies(calls(objections({ severity: 2 }))));
    const [first, second, third] = proposer.requests.map(({ messages }) => messages);
    expect(second?.slice(0, first?.length)).toEqual(first);
    expect(third?.slice(0, second?.length)).toEqual(second);
  });
});
