import { describe, expect, it } from 'vitest';
import { deliberateSingle } from '../../src/agent/configurations/single.ts';
import { CONFIGURATIONS } from '../../src/agent/configurations.ts';
import type { DeliberationInput } from '../../src/agent/deliberation.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { answers, calls, FINISH, fails, scriptedLlm } from '../support/scripted-llm.ts';
import { approvingGuard } from '../support/tool-context.ts';
import { OPEN, proposal } from '../tools/call-tool.ts';
import { seatFor } from './assignment.ts';
import { deliberationInput } from './deliberation-input.ts';

const PROPOSE = { name: 'propose_trade', input: proposal() };
const SMALLER = { name: 'propose_trade', input: proposal({ trade: { ...OPEN, sizeStep: 0.25 } }) };
const CLOSE_ETH = { name: 'propose_trade', input: proposal({ symbol: 'ETHUSDT', trade: { action: 'close', sizeStep: 1 } }) };

function inputFor(provider: LlmProvider, changes: Partial<DeliberationInput> = {}): DeliberationInput {
  return deliberationInput({ seats: [seatFor(provider)], ...changes });
}

describe('the mode single', () => {
  it('decides what its agent proposed', async () => {
    const { runs, decisions } = await deliberateSingle(inputFor(scriptedLlm([calls(PROPOSE, CLOSE_ETH), calls(FINISH)])));
    expect(runs).toHaveLength(1);
    expect(decisions).toMatchObject([
      { signalId: '20240115T13-trader-1', agent: 'trader', signal: { symbol: 'BTCUSDT', action: 'open' } },
      { signalId: '20240115T13-trader-2', agent: 'trader', signal: { symbol: 'ETHUSDT', action: 'close' } },
    ]);
  });

  it.each([
    ['fails', [calls(PROPOSE), fails('overloaded')], 'provider-failed'],
    ['is cut off', [calls(PROPOSE), answers('truncated')], 'truncated'],
    ['refuses', [calls(PROPOSE), answers('refused')], 'refused'],
    ['says nothing', [calls(PROPOSE), answers('empty')], 'empty'],
  ])('holds everything when its agent %s, and keeps what was proposed for the record', async (_name, replies, outcome) => {
    const { runs, decisions } = await deliberateSingle(inputFor(scriptedLlm(replies)));
    expect(decisions).toEqual([]);
    expect(runs).toMatchObject([{ outcome, signals: [{ signal: { symbol: 'BTCUSDT' } }] }]);
  });

  it('tells the agent the time, the snapshot, the markets, the book and what was decided before', async () => {
    const llm = scriptedLlm([calls(FINISH)]);
    await deliberateSingle(inputFor(llm));
    const [task] = llm.requests[0]?.messages ?? [];
    const text = task?.role === 'user' ? task.text() : '';
    for (const part of [
      '2024-01-15 13:00 UTC',
      '`snapshot-1`',
      'BTCUSDT, ETHUSDT',
      'market of snapshot-1, basic',
      'cash 10000',
      '12:00 held everything\n11:00 opened BTCUSDT',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.endsWith('You trade.')).toBe(true);
    expect(llm.requests[0]?.system()).toContain('You work for Steward.');
  });

  it('renders no text that nobody reads', async () => {
    const unread = () => {
      throw new Error('rendered');
    };
    const deliberation = await deliberateSingle(
      inputFor(scriptedLlm([calls(PROPOSE), calls(FINISH)]), {
        describeMarket: unread,
        describePortfolio: unread,
        describeVerdict: unread,
      }),
    );
    expect(deliberation.decisions).toHaveLength(1);
  });

  it('asks the guard with what still stands, without the proposal that is being replaced', async () => {
    const asked: (readonly string[])[] = [];
    const assess = (signal: TradeSignal, before: readonly TradeSignal[]) => {
      asked.push(before.map(({ symbol, action }) => `${action} ${symbol}`));
      return approvingGuard(signal);
    };
    await deliberateSingle(inputFor(scriptedLlm([calls(PROPOSE, CLOSE_ETH, SMALLER), calls(FINISH)]), { assess }));
    expect(asked).toEqual([[], ['open BTCUSDT'], ['close ETHUSDT']]);
  });

  it('has exactly one agent', async () => {
    await expect(deliberateSingle(inputFor(scriptedLlm([]), { seats: [] }))).rejects.toThrow(InvariantError);
  });

  it('is listed as a mode among the five', () => {
    expect(CONFIGURATIONS.get('single')).toBe(deliberateSingle);
    expect([...CONFIGURATIONS.keys()]).toEqual(['single', 'duplicate_pairs', 'specialized', 'ensemble', 'sequential']);
  });
});
