import type { RoleStatement } from '../domain/role-statement.ts';
import { relationOf } from '../domain/signal-relation.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { LlmToolCall, LlmToolResult } from '../ports/llm-provider.ts';
import type { AgentBounds } from './agent-bounds.ts';
import type { IdentifiedSignal } from './agent-run.ts';
import { type AnsweredCall, answerToolCall, refuseCall } from './answer-tool-call.ts';
import { CallLedger } from './call-ledger.ts';
import type { Tool, ToolContext } from './tool.ts';

export interface CallDeskAssignment {
  readonly sessionId: string;
  readonly agent: string;
  readonly tools: readonly Tool[];
  /** The names of those that the role may call; all when absent. */
  readonly roleTools?: readonly string[];
  readonly bounds: AgentBounds;
  /** What tools may know when these signals stand. */
  contextAfter(proposed: readonly TradeSignal[]): ToolContext;
}

/** The answers to the calls of one reply, in their order. `ended` says how the conversation ends with them; null while it goes on. */
export interface AnsweredReply {
  readonly results: readonly LlmToolResult[];
  readonly ended: { readonly outcome: 'finished'; readonly summary: string } | { readonly outcome: 'repeated-calls' } | null;
}

/** Names that a model invents enter the record no longer than this. */
const TOOL_NAME_LENGTH_MAX = 32;

/** Answers an agent's calls within its bounds and keeps the signals that stand. */
export class CallDesk {
  readonly #assignment: CallDeskAssignment;
  readonly #ledger = new CallLedger();
  readonly #toolCalls: { readonly name: string; readonly ok: boolean }[] = [];
  #signals: readonly IdentifiedSignal[] = [];
  #signalCount = 0;
  #statements: readonly RoleStatement[] = [];
  #roleTools: readonly string[] | undefined;

  constructor(assignment: CallDeskAssignment) {
    this.#assignment = assignment;
    this.#roleTools = assignment.roleTools;
  }

  get signals(): readonly IdentifiedSignal[] {
    return this.#signals;
  }

  /** What was said in the present role. */
  get statements(): readonly RoleStatement[] {
    return this.#statements;
  }

  /** From now on the agent has another part: other tools are its own, and what it said in the part before is said. */
  takeUp(roleTools: readonly string[]): void {
    this.#roleTools = roleTools;
    this.#statements = [];
  }

  get toolCalls(): readonly { readonly name: string; readonly ok: boolean }[] {
    return this.#toolCalls;
  }

  hasRoomFor(calls: readonly LlmToolCall[]): boolean {
    return this.#toolCalls.length + calls.length <= this.#assignment.bounds.callsMax;
  }

  answerAll(calls: readonly LlmToolCall[]): AnsweredReply {
    const results: LlmToolResult[] = [];
    let ended: AnsweredReply['ended'] = null;
    for (const call of calls) {
      const { identical, ofTool } = this.#ledger.count(call);
      let answered: AnsweredCall;
      if (ended !== null) {
        answered = refuseCall(call, 'The session has ended; this call was not run.');
      } else if (identical >= this.#assignment.bounds.identicalCallsMax) {
        answered = refuseCall(call, 'This call was made before with the same input; the session ends here.');
        ended = { outcome: 'repeated-calls' };
      } else {
        answered = this.#answerFresh(call, { ofTool, identical, allUnderstood: results.every(({ ok }) => ok) });
        if (answered.endsSession !== null) ended = { outcome: 'finished', summary: answered.endsSession.summary };
      }
      if (answered.signal !== null) this.#keep(answered.signal);
      if (answered.statements.length > 0) this.#statements = answered.statements;
      this.#toolCalls.push({ name: call.name.slice(0, TOOL_NAME_LENGTH_MAX), ok: answered.result.ok });
      results.push(answered.result);
    }
    return { results, ended };
  }

  #answerFresh(
    call: LlmToolCall,
    count: { readonly ofTool: number; readonly identical: number; readonly allUnderstood: boolean },
  ): AnsweredCall {
    const { tools, bounds, contextAfter } = this.#assignment;
    const own = this.#roleTools;
    if (own !== undefined && !own.includes(call.name) && tools.some(({ name }) => name === call.name))
      return refuseCall(call, `${call.name} is not for your part; this call was not run. Your tools are: ${own.join(', ')}.`);
    const callsMax = tools.find(({ name }) => name === call.name)?.callsMax ?? bounds.callsMax;
    if (count.ofTool > callsMax)
      return refuseCall(call, `${call.name} may be called ${callsMax} times in a session; this call was not run.`);
    const answered = answerToolCall(tools, call, contextAfter(this.#signals.map(({ signal }) => signal)));
    if (answered.endsSession !== null && !count.allUnderstood) {
      return refuseCall(call, 'A call before this one was not understood. Read its result, correct it or leave it, then finish.');
    }
    return count.identical === bounds.identicalCallsMax - 1 ? withWarning(answered) : answered;
  }

  #keep(signal: TradeSignal): void {
    const { sessionId, agent } = this.#assignment;
    this.#signalCount += 1;
    const standing = this.#signals.filter(({ signal: older }) => relationOf({ newer: signal, older }) !== 'replaces');
    this.#signals = [...standing, { signalId: `${sessionId}-${agent}-${this.#signalCount}`, signal }];
  }
}

function withWarning(answered: AnsweredCall): AnsweredCall {
  const { text } = answered.result;
  const warned = () =>
    `You made this call before with the same input, and its answer is the same. Once more ends the session.\n${text()}`;
  return { ...answered, result: { ...answered.result, text: warned } };
}
