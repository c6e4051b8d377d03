import type { ContextLevel } from '../domain/context-level.ts';
import type { Mode } from '../domain/control-state.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';

/** A conversation as it usually goes. Input is in tokens of o200k; output, thinking included, in the model's own at its default effort. */
interface TypicalConversation {
  /** What the first call sends: words, tools, and data of five markets. */
  readonly firstInput: number;
  /** What each later call sends beyond the one before it: the answer, and the results of its tool calls. */
  readonly grownInput: number;
  readonly turns: number;
  /** Of all turns together. */
  readonly output: number;
}

/** System words 900, tools 1,700 to 2,300, portfolio and decisions 600, the role's words 150; the markets are added by their level. */
const TRADER: TypicalConversation = { firstInput: 3_500, grownInput: 1_600, turns: 2, output: 2_500 };

/** Those who do not trade answer by one call of one tool. */
const OTHERS: Readonly<Record<string, TypicalConversation>> = {
  technical: { firstInput: 3_000, grownInput: 0, turns: 1, output: 1_000 },
  context: { firstInput: 1_800, grownInput: 0, turns: 1, output: 1_000 },
  memory: { firstInput: 2_000, grownInput: 0, turns: 1, output: 1_000 },
  riskOfficer: { firstInput: 3_500, grownInput: 0, turns: 1, output: 1_000 },
  critic: { firstInput: 5_500, grownInput: 0, turns: 1, output: 1_000 },
};

/** Five markets; measured by the benchmark of the market context. */
const MARKET_TOKENS: Readonly<Record<ContextLevel, number>> = { basic: 900, enhanced: 1_700 };

/** How much more or less a model writes than at its default effort. Nobody publishes this: a guess that keeps the order. */
const OUTPUT_FACTOR: Readonly<Record<LlmEffort, number>> = {
  none: 0.4,
  low: 0.6,
  medium: 1,
  high: 1.5,
  max: 4,
  default: 1,
};

interface TypicalSeat {
  readonly agent: string;
  readonly effort: LlmEffort;
  readonly contextLevel: ContextLevel;
  readonly outputTokensMax: number;
}

/**
 * The calls that an agent usually makes in a session of a mode, each with what it uses: five markets, one entry that is judged in every
 * stage, no corrections, and nothing in the vendor's cache from the session of the hour before. A conversation's later calls read from
 * the cache what its earlier ones sent; the second instance of a pair reads what the first was told.
 *
 * @param tokenizerFactor  Tokens that the model makes of what o200k makes one of.
 */
export function typicalCalls(mode: Mode, seat: TypicalSeat, tokenizerFactor: number): readonly AgentUsage[] {
  const { firstInput, grownInput, turns, output } = OTHERS[seat.agent] ?? TRADER;
  const first = Math.round((firstInput + marketTokens(seat)) * tokenizerFactor);
  const grown = Math.round(grownInput * tokenizerFactor);
  const outputTokens = Math.min(Math.round((output / turns) * OUTPUT_FACTOR[seat.effort]), seat.outputTokensMax);
  const calls = Array.from({ length: turns }, (_, turn): AgentUsage => {
    const cacheReadTokens = turn === 0 ? 0 : first + (turn - 1) * grown;
    return { inputTokens: 0, cacheReadTokens, cacheWriteTokens: turn === 0 ? first : grown, outputTokens };
  });
  if (mode !== 'duplicate_pairs') return calls;
  return [...calls, ...calls.map((call, turn) => (turn === 0 ? { ...call, cacheReadTokens: first, cacheWriteTokens: 0 } : call))];
}

/** The others' data is in what they are sent already. */
function marketTokens({ agent, contextLevel }: TypicalSeat): number {
  return agent in OTHERS ? 0 : MARKET_TOKENS[contextLevel];
}
