import { describe, expect, it } from 'vitest';
import { RulesProvider } from '../../../src/adapters/rules/rules-provider.ts';
import { CONFIGURATIONS } from '../../../src/agent/configurations.ts';
import type { Deliberation } from '../../../src/agent/deliberation.ts';
import type { Mode } from '../../../src/domain/control-state.ts';
import { seatFor } from '../../agent/assignment.ts';
import { deliberationInput } from '../../agent/deliberation-input.ts';
import { type MarketSketch, marketDataSet } from '../../support/market-data-set.ts';

const UPTREND: MarketSketch = {
  symbol: 'BTCUSDT',
  close: 50_000,
  daily: { ma20: 48_000, ma50: 45_000, macd: { line: 2, signal: 1, histogram: 1 }, atr14: 1500 },
  fourHour: { rsi14: 58, ma50: 49_000, atr14: 500 },
};

const AGENTS: Readonly<Record<Mode, readonly string[]>> = {
  single: ['trader'],
  duplicate_pairs: ['trader'],
  specialized: ['technical', 'context', 'memory', 'trader', 'riskOfficer'],
  ensemble: ['first', 'second', 'third'],
  sequential: ['proposer', 'critic'],
};

function unread(): string {
  throw new Error('a text was rendered');
}

async function deliberate(mode: Mode, market: MarketSketch): Promise<Deliberation> {
  const seats = AGENTS[mode].map((agent) => seatFor(new RulesProvider(), { agent }));
  const texts = { describeMarket: unread, describeMood: unread, describeTechnical: unread, describePortfolio: unread };
  const made = await CONFIGURATIONS.get(mode)?.(
    deliberationInput({ snapshot: marketDataSet([market]), tradableSymbols: ['BTCUSDT'], seats, ...texts }),
  );
  if (made === undefined) throw new Error(`no mode ${mode}`);
  return made;
}

const MODES: readonly Mode[] = ['single', 'duplicate_pairs', 'specialized', 'ensemble', 'sequential'];

describe('the rules provider in every seat, reading no text,', () => {
  it.each(MODES)('enters an uptrend in the mode %s, with every agent finishing its part', async (mode) => {
    const { runs, decisions } = await deliberate(mode, UPTREND);
    expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(['finished']));
    expect(decisions).toMatchObject([{ signal: { symbol: 'BTCUSDT', action: 'open', sizeStep: 1 } }]);
    expect(runs.length).toBe(mode === 'duplicate_pairs' ? 2 : AGENTS[mode].length);
  });

  it.each(MODES)('holds a market without a trend in the mode %s', async (mode) => {
    const { decisions } = await deliberate(mode, { ...UPTREND, dailyClose: 44_000 });
    expect(decisions).toEqual([]);
  });
});
