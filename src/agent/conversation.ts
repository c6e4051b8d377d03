import type { AgentOutcome } from '../domain/journal-entry.ts';
import { isNestedDeeperThan } from '../domain/nesting.ts';
import type { RoleTask } from '../domain/role-task.ts';
import type { LazyText, LlmFailure, LlmMessage, LlmReply, LlmToolCall } from '../ports/llm-provider.ts';
import type { AgentAssignment } from './agent-assignment.ts';
import { type AgentRun, addUsage, NO_USAGE, tokensOf } from './agent-run.ts';
import { CallDesk } from './call-desk.ts';
import { StandIns } from './stand-ins.ts';
import { toLlmTool } from './tool-schema.ts';

const SUMMARY_LENGTH_MAX = 400;
/** No tool's input comes near it, and whatever walks a recorded conversation is safe below it. */
const INPUT_LEVELS_MAX = 32;
const REMINDER = 'The session is still open. Call finish_session now; without it nothing that you proposed counts.';

/** A further step of a conversation that ended properly: a question, and the tools by which to answer it. */
export interface Continuation {
  readonly task: LazyText;
  readonly taskFacts: RoleTask;
  readonly roleTools: readonly string[];
  /** Answers that may be asked of the model for it. */
  readonly turnsMax: number;
}

/** The state of one conversation. It only ever grows at the end. */
export class Conversation {
  readonly #assignment: AgentAssignment;
  readonly #desk: CallDesk;
  #messages: readonly LlmMessage[];
  #usage = NO_USAGE;
  #turns = 0;
  readonly #standIns: StandIns;
  #turnsMax: number;
  #reminders = 0;
  #summary = '';

  constructor(assignment: AgentAssignment) {
    const { sessionId, seat, tools, roleTools, bounds, contextAfter, task, taskFacts, sharedLength } = assignment;
    this.#assignment = assignment;
    this.#standIns = new StandIns(seat);
    this.#turnsMax = bounds.turnsMax;
    this.#desk = new CallDesk({
      sessionId,
      agent: seat.agent,
      tools,
      bounds,
      contextAfter,
      ...(roleTools === undefined ? {} : { roleTools }),
    });
    this.#messages = [{ ...userMessage(task, taskFacts), ...(sharedLength === undefined ? {} : { sharedLength }) }];
  }

  exhaustedBound(): AgentOutcome | null {
    const { tokensMax } = this.#assignment.bounds;
    if (this.#turns >= this.#turnsMax) return 'turns-exhausted';
    return tokensOf(this.#usage) >= tokensMax ? 'budget-exhausted' : null;
  }

  /** Asks a further question at the end of what was said. The bound on tokens goes on, that on turns is the step's own. */
  continueWith({ task, taskFacts, roleTools, turnsMax }: Continuation): void {
    this.#desk.takeUp(roleTools);
    this.#reminders = 0;
    this.#turnsMax = this.#turns + turnsMax;
    this.#append(userMessage(task, taskFacts));
  }

  ask(signal: AbortSignal): Promise<LlmReply> {
    const { sessionId, seat, system, tools, deadlineAt } = this.#assignment;
    const { outputTokensMax, effort } = seat;
    const { provider, model } = this.#standIns.current;
    return provider.respond(
      { model, system, messages: this.#standIns.readable(this.#messages), tools: tools.map(toLlmTool), outputTokensMax, effort },
      { deadlineAt, signal, sessionId },
    );
  }

  /** Acts on an answer. @returns the outcome when the conversation ends with it, else null. */
  takeIn(reply: LlmReply): AgentOutcome | null {
    if (reply.tag === 'failed') return this.#standIns.replace(reply, this.#messages) ? null : this.#fail(reply);
    this.#turns += 1;
    this.#usage = addUsage(this.#usage, reply.usage);
    if (reply.toolCalls.some(({ input }) => isNestedDeeperThan(input, INPUT_LEVELS_MAX))) {
      return this.#fail({
        code: 'bad-payload',
        message: `the input of a call is nested more than ${INPUT_LEVELS_MAX} levels deep`,
      });
    }
    this.#summary = reply.text;
    this.#append({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls, raw: reply.raw });
    switch (reply.stop) {
      case 'tool-calls':
        return reply.toolCalls.length > 0 ? this.#answer(reply.toolCalls) : this.#remind();
      case 'end':
        return this.#remind();
      case 'truncated':
      case 'refused':
      case 'empty':
        return reply.stop;
    }
  }

  close(outcome: AgentOutcome): AgentRun {
    const { seat, promptHash } = this.#assignment;
    const { provider, model } = this.#standIns.current;
    return {
      agent: seat.agent,
      provider: provider.name,
      model,
      outcome,
      turns: this.#turns,
      toolCalls: this.#desk.toolCalls,
      usage: this.#usage,
      signals: this.#desk.signals,
      statements: this.#desk.statements,
      summary: this.#summary.slice(0, SUMMARY_LENGTH_MAX),
      messages: this.#messages,
      promptHash,
      ...this.#standIns.stoodInFor,
    };
  }

  #fail({ code, message }: { readonly code: LlmFailure; readonly message: string }): AgentOutcome {
    this.#summary = `${code}: ${message}`;
    if (code === 'budget') return 'budget-exhausted';
    return code === 'cancelled' ? 'cancelled' : 'provider-failed';
  }

  #answer(calls: readonly LlmToolCall[]): AgentOutcome | null {
    if (!this.#desk.hasRoomFor(calls)) return 'turns-exhausted';
    const { results, ended } = this.#desk.answerAll(calls);
    this.#append({ role: 'tool', results });
    if (ended?.outcome === 'finished') this.#summary = ended.summary;
    return ended?.outcome ?? null;
  }

  /** Asks a model that stopped without ending the session to end it. No model is forced to call a tool: some cannot be. */
  #remind(): AgentOutcome | null {
    if (this.#reminders >= this.#assignment.bounds.remindersMax) return 'turns-exhausted';
    this.#reminders += 1;
    this.#append({ role: 'user', text: () => REMINDER });
    return null;
  }

  #append(message: LlmMessage): void {
    this.#messages = [...this.#messages, message];
  }
}

function userMessage(text: LazyText, value: RoleTask | undefined): LlmMessage {
  return value === undefined ? { role: 'user', text } : { role: 'user', text, value };
}
