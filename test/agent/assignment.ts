import type { AgentAssignment, AgentSeat } from '../../src/agent/agent-assignment.ts';
import { type AgentBounds, DEFAULT_AGENT_BOUNDS } from '../../src/agent/agent-bounds.ts';
import type { ToolContext } from '../../src/agent/tool.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { TOOLS } from '../../tools/index.ts';
import { toolContext } from '../support/tool-context.ts';

export const START_AT = Date.UTC(2024, 0, 15, 13);

/** A trader's assignment with the project's tools, to be changed where a test is about it. */
export function assignment(
  provider: LlmProvider,
  {
    bounds = {},
    context = {},
    ...changes
  }: Partial<Omit<AgentAssignment, 'bounds'>> & {
    readonly bounds?: Partial<AgentBounds>;
    readonly context?: Partial<ToolContext>;
  } = {},
): AgentAssignment {
  return {
    sessionId: '20240115T13',
    seat: seatFor(provider),
    system: () => 'You are the trader.',
    task: () => 'Decide.',
    promptHash: 'hash-1',
    tools: TOOLS,
    bounds: { ...DEFAULT_AGENT_BOUNDS, ...bounds },
    clock: new SimulatedClock({ startAt: START_AT }),
    deadlineAt: START_AT + 60_000,
    signal: new AbortController().signal,
    contextAfter: (proposed) => toolContext({ proposed, ...context }),
    ...changes,
  };
}

/** A trader's seat, to be changed where a test is about it. */
export function seatFor(provider: LlmProvider, changes: Partial<AgentSeat> = {}): AgentSeat {
  return {
    agent: 'trader',
    provider,
    model: 'model-1',
    outputTokensMax: 2000,
    effort: 'default',
    bounds: DEFAULT_AGENT_BOUNDS,
    fallbacks: [],
    rolePrompt: 'You trade.',
    contextLevel: 'basic',
    ...changes,
  };
}
