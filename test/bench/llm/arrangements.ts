import type { Mode } from '../../../src/domain/control-state.ts';

/** A configuration with the vendors whose keys are set; the agents take their usual models. */
export interface Arrangement {
  readonly name: string;
  readonly mode: Mode;
  readonly vendors: readonly string[];
  /** How a trader spreads its output over its turns: it proposes, finishes, and in `sequential` answers the critic. */
  readonly turnShares: readonly number[];
  /** How long Claude takes, where several agents ask it at once: none of them finds in its cache what another is just telling it. */
  readonly claudeAnswersAfterMs?: number;
}

const CLAUDE = ['anthropic'];
const ALL_THREE = ['anthropic', 'openai', 'google'];
const TWO_TURNS = [0.5, 0.5];
const THREE_TURNS = [0.5, 0.25, 0.25];

export const ARRANGEMENTS = {
  single: { name: 'single', mode: 'single', vendors: CLAUDE, turnShares: TWO_TURNS },
  pairs: { name: 'duplicate_pairs', mode: 'duplicate_pairs', vendors: CLAUDE, turnShares: TWO_TURNS },
  specialized: {
    name: 'specialized',
    mode: 'specialized',
    vendors: ALL_THREE,
    turnShares: TWO_TURNS,
    claudeAnswersAfterMs: 80,
  },
  ensemble: { name: 'ensemble', mode: 'ensemble', vendors: ALL_THREE, turnShares: TWO_TURNS },
  sequential: { name: 'sequential', mode: 'sequential', vendors: ALL_THREE, turnShares: THREE_TURNS },
  sequentialOfOne: { name: 'sequential, one vendor', mode: 'sequential', vendors: CLAUDE, turnShares: THREE_TURNS },
} as const satisfies Readonly<Record<string, Arrangement>>;
