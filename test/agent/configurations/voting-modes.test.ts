import { describe, expect, it } from 'vitest';
import { deliberateInPair } from '../../../src/agent/configurations/duplicate_pairs.ts';
import { deliberateInEnsemble } from '../../../src/agent/configurations/ensemble.ts';
import type { DeliberationInput } from '../../../src/agent/deliberation.ts';
import type { LlmProvider, LlmReply } from '../../../src/ports/llm-provider.ts';
import { answers, calls, FINISH, fails, scriptedLlm } from '../../support/scripted-llm.ts';
import { seatFor } from '../assignment.ts';
import { deliberationInput } from '../deliberation-input.ts';
import { buy, SELL_ETH, SNAPSHOT, trader } from './scripts.ts';

function pairInput(provider: LlmProvider): DeliberationInput {
  return deliberationInput({ snapshot: SNAPSHOT, seats: [seatFor(provider)] });
}

function ensembleInput(...providers: readonly LlmProvider[]): DeliberationInput {
  const seats = providers.map((provider, index) => seatFor(provider, { agent: ['first', 'second', 'third'][index] ?? '' }));
  return deliberationInput({ snapshot: SNAPSHOT, seats });
}

describe('the mode duplicate_pairs', () => {
  it('asks the second instance once the first was answered, with the same bytes', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const llm = scriptedLlm(async (_request, turn) => {
      if (turn === 0) await held;
      return calls(buy(turn === 0 ? 1 : 0.5), FINISH);
    });
    const deliberation = deliberateInPair(pairInput(llm));
    await new Promise((resolve) => setImmediate(resolve));
    expect(llm.requests).toHaveLength(1);
    release();
    const { runs, decisions, aggregations } = await deliberation;
    expect(runs.map(({ agent }) => agent)).toEqual(['trader-1', 'trader-2']);
    expect(decisions).toMatchObject([
      { signalId: '20240115T13-pair-1', agent: 'pair', signal: { action: 'open', sizeStep: 0.5, snapshotId: 'snapshot-1' } },
    ]);
    expect(aggregations).toMatchObject([
      { symbol: 'BTCUSDT', result: 'open', sizeFraction: 0.5 },
      { symbol: 'ETHUSDT', result: 'hold' },
    ]);
    const bytes = llm.requests.map(({ system, tools, messages: [task] }) =>
      JSON.stringify([system(), tools, task?.role === 'user' ? task.text() : null]),
    );
    expect(bytes[0]).toBe(bytes[1]);
  });

  it('holds entries when one instance fails, even where it is the first that never answers', async () => {
    const llm = scriptedLlm((_request, turn) => (turn === 0 ? fails('network') : calls(buy(), FINISH)));
    const { runs, decisions, aggregations } = await deliberateInPair(pairInput(llm));
    expect(runs.map(({ outcome }) => outcome)).toEqual(['provider-failed', 'finished']);
    expect(decisions).toEqual([]);
    expect(aggregations[0]?.steps).toMatchObject([{ code: 'vote-invalid', agent: 'trader-1' }, { code: 'quorum-missing' }]);
  });
});

describe('the mode ensemble', () => {
  it('joins what the agreeing say', async () => {
    const said = (reasoning: string, confidenceFraction: number) => buy(1, { reasoning, confidenceFraction });
    const { decisions } = await deliberateInEnsemble(
      ensembleInput(trader(said('First.', 0.9)), trader(said('Second.', 0.4)), trader(said('Third.', 0.7))),
    );
    expect(decisions).toMatchObject([
      { agent: 'ensemble', signal: { sizeStep: 1, confidenceFraction: 0.4, reasoning: 'First. | Second. | Third.' } },
    ]);
  });

  it.each<readonly [string, LlmReply]>([
    ['fails', fails('overloaded')],
    ['refuses', answers('refused')],
    ['is cut off', answers('truncated', { toolCalls: [{ id: 'x', name: 'finish_session', input: {} }] })],
  ])('goes on with two when one %s, and buys at most half', async (_name, reply) => {
    const { decisions, aggregations } = await deliberateInEnsemble(
      ensembleInput(trader(buy()), scriptedLlm([reply]), trader(buy())),
    );
    expect(decisions).toMatchObject([{ signal: { action: 'open', sizeStep: 0.5 } }]);
    expect(aggregations[0]).toMatchObject({ votes: [{ vote: 'open' }, { vote: 'abstain' }, { vote: 'open' }] });
  });

  it('lets all three work side by side', async () => {
    let waiting = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const together = () =>
      scriptedLlm(async () => {
        waiting += 1;
        if (waiting === 3) release();
        await all;
        return calls(SELL_ETH, FINISH);
      });
    const { decisions } = await deliberateInEnsemble(ensembleInput(together(), together(), together()));
    expect(decisions).toMatchObject([{ signal: { symbol: 'ETHUSDT', action: 'close', sizeStep: 1 } }]);
  });
});
