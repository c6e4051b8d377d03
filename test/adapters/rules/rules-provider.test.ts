import { describe, expect, it } from 'vitest';
import { RulesProvider } from '../../../src/adapters/rules/rules-provider.ts';
import type { AgentRun } from '../../../src/agent/agent-run.ts';
import { runAgent } from '../../../src/agent/run-agent.ts';
import type { ToolContext } from '../../../src/agent/tool.ts';
import { quoteAmount } from '../../../src/domain/decimal.ts';
import type { RiskVerdict } from '../../../src/domain/risk-verdict.ts';
import type { SizeStep, TradeSignal } from '../../../src/domain/trade-signal.ts';
import { resolveEvidence } from '../../../src/market/evidence.ts';
import { assignment } from '../../agent/assignment.ts';
import { describeLlmProviderContract } from '../../contract/llm-provider.contract.ts';
import { type MarketSketch, marketDataSet } from '../../support/market-data-set.ts';
import { portfolioTable } from '../../support/portfolio-table.ts';
import { approvingGuard } from '../../support/tool-context.ts';

describeLlmProviderContract('the rules provider', () => new RulesProvider());

const UPTREND: MarketSketch = {
  symbol: 'BTCUSDT',
  close: 50_000,
  daily: { ma20: 48_000, ma50: 45_000, macd: { line: 2, signal: 1, histogram: 1 }, atr14: 1500 },
  fourHour: { rsi14: 58, ma50: 49_000, atr14: 500 },
};
const BROKEN: MarketSketch = { ...UPTREND, symbol: 'ETHUSDT', dailyClose: 47_000 };
const RISING: MarketSketch = { ...UPTREND, symbol: 'SOLUSDT' };

function unread(): string {
  throw new Error('a text was rendered');
}

function deliberate(context: Partial<ToolContext>, provider = new RulesProvider()): Promise<AgentRun> {
  return runAgent(
    assignment(provider, {
      system: unread,
      task: unread,
      context: {
        tradableSymbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
        describePortfolio: unread,
        describeVerdict: unread,
        ...context,
      },
    }),
  );
}

function refusal(sizeStep: SizeStep | null): RiskVerdict {
  return {
    tag: 'refused',
    reasons: [{ code: 'risk-per-trade', loss: quoteAmount(200), lossMax: quoteAmount(100) }],
    maximum: { quoteAmount: quoteAmount(1000), sizeStep },
  };
}

/** Refuses every entry above `sizeStepMax`. */
function guardUpTo(sizeStepMax: SizeStep): ToolContext['assess'] {
  return (signal: TradeSignal) =>
    signal.action === 'open' && signal.sizeStep > sizeStepMax ? refusal(sizeStepMax) : approvingGuard(signal);
}

describe('the rules provider, over the same tools as a model and reading no text,', () => {
  it('looks, proposes and finishes', async () => {
    const run = await deliberate({ snapshot: marketDataSet([UPTREND]) });
    expect(run).toMatchObject({ provider: 'rules', outcome: 'finished', turns: 3, summary: 'BTC: entry proposed' });
    expect(run.toolCalls.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'get_market_context true',
      'get_portfolio true',
      'propose_trade true',
      'finish_session true',
    ]);
    expect(run.signals).toMatchObject([
      { signal: { action: 'open', symbol: 'BTCUSDT', sizeStep: 1, snapshotId: 'snapshot-1', confidenceFraction: 0.75 } },
    ]);
  });

  it('names evidence that the snapshot holds', async () => {
    const snapshot = marketDataSet([UPTREND]);
    const { signals } = await deliberate({ snapshot });
    const evidence = signals.flatMap(({ signal }) => signal.evidence);
    expect(evidence.length).toBeGreaterThan(3);
    for (const id of evidence) expect(resolveEvidence(snapshot, id)).not.toBeNull();
  });

  it('holds without a proposal when there is nothing to do, and says why', async () => {
    const run = await deliberate({ snapshot: marketDataSet([BROKEN, { ...UPTREND, dailyClose: 44_000 }]) });
    expect(run).toMatchObject({ outcome: 'finished', turns: 2, signals: [], summary: 'ETH: below MA20; BTC: no uptrend' });
  });

  it('leaves, raises a stop and enters in one session', async () => {
    const portfolio = portfolioTable([
      { symbol: 'ETHUSDT', quantity: 0.1, averageCost: 48_000, mark: 50_000, stopPrice: 47_000 },
      { symbol: 'SOLUSDT', quantity: 0.1, averageCost: 48_000, mark: 50_000, stopPrice: 45_000 },
    ]);
    const run = await deliberate({ snapshot: marketDataSet([UPTREND, BROKEN, RISING]), portfolio });
    expect(run.signals.map(({ signal }) => `${signal.action} ${signal.symbol}`)).toEqual([
      'open BTCUSDT',
      'close ETHUSDT',
      'move-stop SOLUSDT',
    ]);
    expect(run.summary).toBe('BTC: entry proposed; ETH: exit proposed; SOL: higher stop proposed');
  });

  it('tries a refused entry once more in the size that would pass', async () => {
    const run = await deliberate({ snapshot: marketDataSet([UPTREND, RISING]), assess: guardUpTo(0.25) });
    expect(run).toMatchObject({ outcome: 'finished', turns: 4, summary: 'BTC: entry proposed; SOL: entry proposed' });
    expect(run.signals).toMatchObject([
      { signal: { symbol: 'BTCUSDT', sizeStep: 0.25 } },
      { signal: { symbol: 'SOLUSDT', sizeStep: 0.25 } },
    ]);
  });

  it.each([
    ['no size would pass', refusal(null)],
    ['size is not the matter', { ...refusal(null), maximum: null }],
    ['the same size is named again', refusal(1)],
  ] as const)('leaves a refused entry when %s', async (_name, verdict) => {
    const run = await deliberate({ snapshot: marketDataSet([UPTREND]), assess: () => verdict });
    expect(run).toMatchObject({ outcome: 'finished', turns: 3, summary: 'BTC: entry refused' });
  });

  it('does not try a third time', async () => {
    const stubborn = (signal: TradeSignal) => (signal.action === 'open' && signal.sizeStep === 1 ? refusal(0.5) : refusal(0.25));
    await expect(deliberate({ snapshot: marketDataSet([UPTREND]), assess: stubborn })).resolves.toMatchObject({
      outcome: 'finished',
      turns: 4,
    });
  });

  it('finishes when no market is known', async () => {
    await expect(deliberate({ snapshot: marketDataSet([]) })).resolves.toMatchObject({
      outcome: 'finished',
      summary: 'No market has a closed candle: held.',
    });
  });

  it('answers the same conversation in the same way, from the conversation alone', async () => {
    const context = { snapshot: marketDataSet([UPTREND, BROKEN, RISING]), assess: guardUpTo(0.5) };
    const [first, second] = [await deliberate(context), await deliberate(context)];
    expect(second.signals).toEqual(first.signals);
    expect(second.summary).toBe(first.summary);
  });

  it('trades by the parameters that it is given', async () => {
    const run = await deliberate({ snapshot: marketDataSet([UPTREND]) }, new RulesProvider({ entryRsiMax: 50 }));
    expect(run).toMatchObject({ signals: [], summary: 'BTC: 4h RSI 58 is overbought' });
  });

  it('keeps its summary within what finish_session accepts', async () => {
    const problems = ['x'.repeat(300)];
    const run = await deliberate({
      snapshot: marketDataSet([
        { ...UPTREND, problems },
        { ...RISING, problems },
      ]),
    });
    expect(run).toMatchObject({ outcome: 'finished', summary: expect.stringMatching(/^BTC: x/) });
  });
});
