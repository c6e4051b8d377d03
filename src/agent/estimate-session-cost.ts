import type { Mode } from '../domain/control-state.ts';
import { add, type UsdAmount, ZERO_USD } from '../domain/decimal.ts';
import type { AgentUsage } from '../domain/journal-entry.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AgentSeat } from './agent-assignment.ts';
import { costOfUsage } from './cost-of-usage.ts';
import { pricesAt } from './model-prices.ts';
import { typicalCalls } from './typical-calls.ts';

export interface SeatEstimate {
  readonly agent: string;
  readonly provider: string;
  readonly model: string;
  /** Requests to a model. */
  readonly calls: number;
  /** Null when no price of the model is known. */
  readonly costUsd: UsdAmount | null;
}

export interface SessionEstimate {
  readonly seats: readonly SeatEstimate[];
  readonly calls: number;
  /** Of all seats together; null when the price of one of them is not known. */
  readonly costUsd: UsdAmount | null;
}

/** What of a seat decides about its price. */
export type PricedSeat = Pick<AgentSeat, 'agent' | 'model' | 'effort' | 'outputTokensMax' | 'contextLevel'> & {
  readonly provider: { readonly name: string };
};

/**
 * What one session of a mode would cost with these seats at the prices of `at`, when it goes as sessions usually do; `typicalCalls` states
 * what that is. A forecast for people who choose: what a session really costs is in the journal. The plain strategy costs nothing.
 */
export function estimateSessionCost(asked: {
  readonly mode: Mode;
  readonly seats: readonly PricedSeat[];
  readonly models: ModelCatalogue;
  readonly at: EpochMs;
}): SessionEstimate {
  const { mode, models, at } = asked;
  const seats = asked.seats.map((seat) => estimateSeat(mode, seat, { models, at }));
  return {
    seats,
    calls: seats.reduce((sum, { calls }) => sum + calls, 0),
    costUsd: seats.reduce<UsdAmount | null>((sum, { costUsd }) => addKnown(sum, costUsd), ZERO_USD),
  };
}

function estimateSeat(
  mode: Mode,
  seat: PricedSeat,
  { models, at }: { readonly models: ModelCatalogue; readonly at: EpochMs },
): SeatEstimate {
  const { agent, provider, model } = seat;
  const found = { agent, provider: provider.name, model };
  if (provider.name === 'rules') return { ...found, calls: 0, costUsd: ZERO_USD };
  const known = models.get(model);
  const calls = typicalCalls(mode, seat, known?.tokenizerFactor ?? 1);
  const dated = pricesAt(known, at);
  const cost = (usage: AgentUsage) => (dated === null ? null : costOfUsage(usage, dated));
  const costUsd = calls.reduce<UsdAmount | null>((sum, usage) => addKnown(sum, cost(usage)), ZERO_USD);
  return { ...found, calls: calls.length, costUsd };
}

function addKnown(left: UsdAmount | null, right: UsdAmount | null): UsdAmount | null {
  return left === null || right === null ? null : add(left, right);
}
