import { nearestName } from '../configuration/nearest-name.ts';
import type { ChatMessage } from '../domain/chat-message.ts';
import { faultCodeOf } from '../domain/fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import type { Actor } from '../domain/proposal.ts';
import { type DurationMs, MINUTE_MS } from '../domain/time.ts';
import type { ChatCommand } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { confirmReport } from '../report/commands/confirm-report.ts';
import { type CommandProblem, problemReport } from '../report/commands/problem-report.ts';
import { type DeskEvent, deskMessage } from '../report/desk-message.ts';
import { explainUsageProblem, type UsageProblem } from '../report/explain-usage-problem.ts';
import type { Steward } from '../session/steward.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type DeskFacts,
  mayUse,
  type PreparedCommand,
  type Role,
  usageOf,
} from './command-definition.ts';
import { COMMANDS } from './commands.ts';
import { ConfirmationDesk } from './confirmation-desk.ts';

/** A name that is longer is no misspelt command. */
const NAME_LENGTH_MAX = 32;
/** What the buttons under a question mean. They are no commands of their own: nobody types a token. */
const CONFIRM = 'confirm';
const DECLINE = 'decline';

export interface CommandDeskOptions {
  readonly steward: Steward;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: DeskFacts;
  /** What a person may do; whoever reaches the desk is allowed to speak. Without it everybody is an owner. */
  readonly roleOf?: (by: Actor) => Role;
  /** A command that gives the bot more room is refused when it was sent longer ago. */
  readonly commandAgeMsMax?: DurationMs;
  /** How long a question can be answered. */
  readonly confirmationMs?: DurationMs;
}

/** Takes what people say, one command at a time, and answers each with one message. Two commands may be under way at once. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #confirmations: ConfirmationDesk;
  readonly #commandAgeMsMax: DurationMs;

  constructor(options: CommandDeskOptions) {
    const { steward, clock, confirmationMs = MINUTE_MS, commandAgeMsMax = MINUTE_MS } = options;
    this.#options = options;
    this.#commandAgeMsMax = commandAgeMsMax;
    this.#confirmations = new ConfirmationDesk({ clock, windowMs: confirmationMs, epoch: steward.services.settings.epoch });
  }

  /** Never rejects: whatever goes wrong becomes the answer. A bug of ours is given to the services' `onBug` as well. */
  async handle(command: ChatCommand): Promise<ChatMessage> {
    const { log, steward } = this.#options;
    try {
      return await this.#answer(command);
    } catch (error) {
      log.error('a command failed', { command: command.name, error });
      if (error instanceof InvariantError) steward.services.onBug(error);
      return this.#problem({ tag: 'failed', command: command.name, code: faultCodeOf(error) });
    }
  }

  /** True for a command that must not wait for others. */
  runsAtOnce(command: Pick<ChatCommand, 'name'>): boolean {
    return findCommand(command.name)?.runsAtOnce ?? false;
  }

  /** Questions to a person that can still be answered. */
  get openQuestionCount(): number {
    return this.#confirmations.openCount;
  }

  async #answer(command: ChatCommand): Promise<ChatMessage> {
    if (command.name === '') return this.#say({ tag: 'free-text' });
    if (command.name === CONFIRM || command.name === DECLINE) return this.#answerQuestion(command);
    const definition = findCommand(command.name);
    if (definition === null)
      return this.#problem({ tag: 'unknown-command', command: command.name, suggestion: suggestionFor(command.name) });
    const role = this.#roleOf(command.by);
    if (!mayUse(role, definition)) return this.#problem({ tag: 'not-allowed', command: definition.name });
    const prepared = definition.prepare(this.#contextOf(command, role), command.arguments);
    return this.#stale(command, definition, prepared) ?? this.#run(command, definition, prepared);
  }

  async #run(command: ChatCommand, definition: CommandDefinition, prepared: PreparedCommand): Promise<ChatMessage> {
    switch (prepared.tag) {
      case 'look-first':
        return this.#run(command, definition, await prepared.look());
      case 'unclear':
        return this.#usage(definition, prepared.problem);
      case 'ready':
        return prepared.run();
      case 'ask-first':
        return this.#ask(command, definition, prepared);
    }
  }

  #ask(
    command: ChatCommand,
    { name }: CommandDefinition,
    prepared: Extract<PreparedCommand, { readonly tag: 'ask-first' }>,
  ): ChatMessage {
    const { venue, language } = this.#options.facts;
    const token = this.#confirmations.ask({ command: name, by: command.by, run: prepared.run });
    return confirmReport(
      {
        venue,
        question: prepared.question,
        confirm: { name: CONFIRM, arguments: [token] },
        cancel: { name: DECLINE, arguments: [token] },
      },
      language,
    );
  }

  #answerQuestion({ name, arguments: [token = ''], by }: ChatCommand): ChatMessage | Promise<ChatMessage> {
    const taken = this.#confirmations.take(token, by);
    switch (taken.tag) {
      case 'closed':
        return this.#say({ tag: 'question-closed' });
      case 'of-another':
        return this.#say({ tag: 'question-of-another' });
      case 'open':
        return name === CONFIRM ? taken.question.run() : this.#say({ tag: 'question-declined', command: taken.question.command });
    }
  }

  /** The refusal of a command that came too late for what it allows; null where its age does not matter. */
  #stale(
    { sentAt }: ChatCommand,
    { name, riskIncreasing, confirmation }: CommandDefinition,
    prepared: PreparedCommand,
  ): ChatMessage | null {
    const mayAsk = prepared.tag === 'ask-first' || prepared.tag === 'look-first';
    const givesRoom = riskIncreasing && (confirmation === 'none' || mayAsk);
    const ageMs = this.#options.clock.now() - sentAt;
    return givesRoom && ageMs > this.#commandAgeMsMax ? this.#problem({ tag: 'stale', command: name, ageMs }) : null;
  }

  #contextOf({ by }: ChatCommand, role: Role): CommandContext {
    const { steward, clock, facts } = this.#options;
    return { steward, clock, facts, by, role, commands: COMMANDS };
  }

  #roleOf(by: Actor): Role {
    return this.#options.roleOf?.(by) ?? 'owner';
  }

  #usage(definition: CommandDefinition, problem: UsageProblem): ChatMessage {
    const { language } = this.#options.facts;
    return this.#problem({ tag: 'usage', usage: usageOf(definition), problem: explainUsageProblem(problem, language) });
  }

  #problem(problem: CommandProblem): ChatMessage {
    return problemReport(problem, this.#options.facts.language);
  }

  #say(event: DeskEvent): ChatMessage {
    return deskMessage(event, this.#options.facts);
  }
}

function findCommand(name: string): CommandDefinition | null {
  return COMMANDS.find((command) => command.name === name || command.aliases.includes(name)) ?? null;
}

function suggestionFor(name: string): string | null {
  return nearestName(
    name.slice(0, NAME_LENGTH_MAX),
    COMMANDS.flatMap((command) => [command.name, ...command.aliases]),
  );
}
