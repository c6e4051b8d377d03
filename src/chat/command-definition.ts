import type { ChatMessage, Language } from '../domain/chat-message.ts';
import type { Venue } from '../domain/control-state.ts';
import type { LimitDefinition } from '../domain/limit-definition.ts';
import type { Actor } from '../domain/proposal.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Question } from '../report/commands/confirm-report.ts';
import type { UsageProblem } from '../report/explain-usage-problem.ts';
import type { Steward } from '../session/steward.ts';

/** What a person may do: look; decide and steer; change how the bot works. Each includes those before it. */
export type Role = 'viewer' | 'operator' | 'owner';

/** What commands are about, for the help: looking, answering, steering. */
export type CommandGroup = 'look' | 'decide' | 'steer';

/** What commands tell of the process. */
export interface DeskFacts {
  readonly venue: Venue;
  readonly language: Language;
  readonly version: string;
  readonly startedAt: EpochMs;
  /** Who deliberates in the mode in force, in words: `rules, no model`. */
  readonly deliberators: readonly string[];
  readonly limitDefinitions: readonly LimitDefinition[];
}

/** What a command works with. */
export interface CommandContext {
  readonly steward: Steward;
  /** The person's time; the bot's own is that of its services. */
  readonly clock: Clock;
  readonly facts: DeskFacts;
  readonly by: Actor;
  readonly role: Role;
  /** All commands that there are. */
  readonly commands: readonly CommandDefinition[];
}

/** A command whose arguments are read. Nothing has had an effect yet. */
export type PreparedCommand =
  | { readonly tag: 'unclear'; readonly problem: UsageProblem }
  | { readonly tag: 'ready'; run(): Promise<ChatMessage> }
  /** What is to be asked is known only after a look that takes a while; the look changes nothing. */
  | { readonly tag: 'look-first'; look(): Promise<PreparedCommand> }
  /** Runs when the person has confirmed. */
  | { readonly tag: 'ask-first'; readonly question: Question; run(): Promise<ChatMessage> };

/** A command as data: what it is called, who may use it, what it asks before, and what it does. */
export interface CommandDefinition {
  readonly name: string;
  readonly aliases: readonly string[];
  /** How its arguments are written: `SYMBOL [half]`; empty where it takes none. */
  readonly arguments: string;
  readonly example: string;
  readonly summary: Readonly<Record<Language, string>>;
  readonly group: CommandGroup;
  readonly role: Role;
  /** `one-button`: a use that gives the bot more room is asked once more, and runs when the button is pressed in time. */
  readonly confirmation: 'none' | 'one-button';
  /** Refused when it was sent long ago: what it would allow was meant for another moment. */
  readonly riskIncreasing: boolean;
  /** True for what stops trading: it is run at once, before all that waits. */
  readonly runsAtOnce: boolean;
  /** Reads the arguments and says what would be done. @throws nothing of its own. */
  prepare(context: CommandContext, given: readonly string[]): PreparedCommand;
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, owner: 2 };

export function mayUse(role: Role, command: Pick<CommandDefinition, 'role'>): boolean {
  return RANKS[role] >= RANKS[command.role];
}

/** `/close SYMBOL [half]`. */
export function usageOf(command: Pick<CommandDefinition, 'name' | 'arguments'>): string {
  return command.arguments === '' ? `/${command.name}` : `/${command.name} ${command.arguments}`;
}
