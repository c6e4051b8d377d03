import type { DeliberationInput } from '../../src/agent/deliberation.ts';
import { compilePrompts } from '../../src/agent/prompts.ts';
import { resolveEvidence } from '../../src/market/evidence.ts';
import { wrongNumbers } from '../../src/market/quoted-numbers.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { ROLE_TOOLS, TOOLS } from '../../tools/index.ts';
import { approvingGuard, toolContext } from '../support/tool-context.ts';
import { START_AT } from './assignment.ts';
import { promptTexts } from './project-prompts.ts';

/** What a session gives to its agents, with the project's tools and words and a guard that approves everything. */
export function deliberationInput(changes: Partial<DeliberationInput> = {}): DeliberationInput {
  const { snapshot, portfolio, tradableSymbols, describeVerdict, describePortfolio } = toolContext();
  return {
    sessionId: '20240115T13',
    snapshot,
    portfolio,
    tradableSymbols,
    recentDecisions: () => ['12:00 held everything', '11:00 opened BTCUSDT'],
    seats: [],
    tools: TOOLS,
    roleTools: ROLE_TOOLS,
    prompts: compilePrompts(promptTexts()),
    clock: new SimulatedClock({ startAt: START_AT }),
    deadlineAt: START_AT + 60_000,
    signal: new AbortController().signal,
    assess: approvingGuard,
    describeVerdict,
    describePortfolio,
    describeMarket: ({ id }, level) => `market of ${id}, ${level}`,
    describeTechnical: ({ id }) => `candles of ${id}`,
    describeMood: ({ id }) => `mood of ${id}`,
    resolveEvidence,
    wrongNumbers,
    ...changes,
  };
}
