import type { RoleTask } from '../domain/role-task.ts';
import { withoutReplaced } from '../domain/signal-relation.ts';
import { minuteText } from '../domain/time.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { LazyText } from '../ports/llm-provider.ts';
import type { AgentSeat } from './agent-assignment.ts';
import type { AgentRun } from './agent-run.ts';
import type { DeliberationInput } from './deliberation.ts';
import { dataBlock, type SessionPromptKey } from './prompts.ts';
import { type LedConversation, leadConversation } from './run-agent.ts';
import type { Tool, ToolContext } from './tool.ts';

/** What an agent is shown and asked, where that is not what a trader is shown and asked. */
export interface SeatTask {
  /** The tools that are shown; a trader's when absent. */
  readonly tools?: readonly Tool[];
  /** The names of those that the role may call; all that are shown when absent. */
  readonly roleTools?: readonly string[];
  /** The data of the first message; what is absent is that of the whole session. */
  readonly shown?: Partial<Record<Extract<SessionPromptKey, 'market' | 'portfolio' | 'recentDecisions'>, LazyText>>;
  /** Data of others, between the session's and the role's words. */
  readonly blocks?: readonly { readonly source: string; readonly text: LazyText }[];
  readonly facts?: RoleTask;
  readonly onFirstReply?: () => void;
}

/** One conversation of the deliberation, with the usual first message and the usual knowledge. */
export async function runSeat(input: DeliberationInput, seat: AgentSeat, task: SeatTask = {}): Promise<AgentRun> {
  return (await leadSeat(input, seat, task)).run;
}

/** The same for a conversation that may go on afterwards. */
export function leadSeat(input: DeliberationInput, seat: AgentSeat, task: SeatTask = {}): Promise<LedConversation> {
  const { sessionId, prompts, clock, deadlineAt, signal } = input;
  const { tools = input.tools, roleTools, facts, onFirstReply } = task;
  const session = keptText(() => renderSession(input, seat, task));
  return leadConversation({
    sessionId,
    seat,
    system: keptText(() => prompts.system.render({})),
    task: keptText(() => renderTask(session(), seat, task)),
    sharedLength: () => session().length,
    promptHash: prompts.hash,
    tools,
    bounds: seat.bounds,
    clock,
    deadlineAt,
    signal,
    contextAfter: (proposed) => contextAfter(input, proposed),
    ...(roleTools === undefined ? {} : { roleTools }),
    ...(facts === undefined ? {} : { taskFacts: facts }),
    ...(onFirstReply === undefined ? {} : { onFirstReply }),
  });
}

/** Every turn sends it again. */
function keptText(make: LazyText): LazyText {
  let text: string | null = null;
  return () => {
    text ??= make();
    return text;
  };
}

/** What all agents are shown comes first and in the same bytes, so that a vendor's cache serves them all; the role's words come last. */
function renderTask(session: string, { rolePrompt }: AgentSeat, { blocks = [] }: SeatTask): string {
  return [session, ...blocks.map(({ source, text }) => dataBlock(source, text())), rolePrompt].join('\n');
}

function renderSession(input: DeliberationInput, { contextLevel }: AgentSeat, { shown = {} }: SeatTask): string {
  const { snapshot, portfolio, tradableSymbols } = input;
  return input.prompts.session.render({
    asOf: `${minuteText(snapshot.asOf)} UTC`,
    snapshotId: snapshot.id,
    symbols: tradableSymbols.join(', '),
    market: shown.market?.() ?? input.describeMarket(snapshot, contextLevel),
    portfolio: shown.portfolio?.() ?? input.describePortfolio(portfolio),
    recentDecisions: shown.recentDecisions?.() ?? linesOrNone(input.recentDecisions()),
  });
}

function linesOrNone(lines: readonly string[]): string {
  return lines.length === 0 ? 'none' : lines.join('\n');
}

function contextAfter(input: DeliberationInput, proposed: readonly TradeSignal[]): ToolContext {
  const { snapshot, portfolio, tradableSymbols } = input;
  return {
    snapshot,
    portfolio,
    tradableSymbols,
    proposed,
    assess: (signal) => input.assess(signal, withoutReplaced(proposed, signal)),
    describeVerdict: input.describeVerdict,
    describePortfolio: input.describePortfolio,
  };
}
