import { type AnsweredCall, answerToolCall } from '../../src/agent/answer-tool-call.ts';
import type { ToolContext } from '../../src/agent/tool.ts';
import { ROLE_TOOLS, TOOLS } from '../../tools/index.ts';
import { toolContext } from '../support/tool-context.ts';

/** One call of one of the project's tools. */
export function callTool(name: string, input: unknown, context: ToolContext = toolContext()): AnsweredCall {
  return answerToolCall(TOOLS, { id: 'call-1', name, input }, context);
}

/** One call of one of the tools of the roles other than the trader's. */
export function callRoleTool(name: string, input: unknown, context: ToolContext = toolContext()): AnsweredCall {
  return answerToolCall(Object.values(ROLE_TOOLS), { id: 'call-1', name, input }, context);
}

export const GROUNDS = {
  confidenceFraction: 0.6,
  reasoning: 'The daily trend is up.',
  evidence: ['BTC.price', 'BTC.toHigh'],
  snapshotId: 'snapshot-1',
};

export const OPEN = { action: 'open', sizeStep: 0.5, stopPrice: 40_000, targetPrice: 46_000 };

export function proposal(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { symbol: 'BTCUSDT', trade: OPEN, ...GROUNDS, ...changes };
}
