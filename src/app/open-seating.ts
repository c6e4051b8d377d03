import type { AgentSeat } from '../agent/agent-assignment.ts';
import { estimateSessionCost } from '../agent/estimate-session-cost.ts';
import { withSettings } from '../configuration/with-settings.ts';
import type { Mode } from '../domain/control-state.ts';
import type { UsdAmount } from '../domain/decimal.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveConfiguration } from '../session/live-configuration.ts';
import type { Deliberator, ModeSeating, SeatedAgent } from '../session/session-services.ts';
import { agentSeats, type SeatSources, seatMode, seatProblemText } from './agent-seats.ts';
import { economySeats } from './economy-seats.ts';

/** Who sits where by the configuration as it is at the moment. */
export interface Seating {
  /** @param wish.model  The model of every agent in place of its own; null when each keeps its own. */
  seatsOf(wish: { readonly mode: Mode; readonly model: string | null }): readonly AgentSeat[];
  /** @throws ConfigurationError when nobody can deliberate in the mode. */
  deliberatorsOf(mode: Mode): readonly Deliberator[];
  /** By what counts now; with `changes` by what counts from the next session on, with these values besides. */
  seatingOf(mode: Mode, changes?: ReadonlyMap<string, unknown>): ModeSeating;
}

export function openSeating(parts: {
  readonly live: LiveConfiguration;
  readonly sources: SeatSources;
  readonly models: ModelCatalogue;
  readonly clock: Clock;
}): Seating {
  const { live, sources, models, clock } = parts;
  const { providers } = sources;
  const ownSeats = (mode: Mode) => agentSeats(live.current, mode, sources);
  return {
    seatsOf: ({ mode, model }) => (model === null ? ownSeats(mode) : economySeats(ownSeats(mode), model, { providers, models })),
    deliberatorsOf: (mode) => ownSeats(mode).map(toDeliberator),
    seatingOf(mode, changes) {
      const configuration = changes === undefined ? live.current : withSettings(live.upcoming, changes);
      const seating = seatMode(configuration, mode, sources);
      if (seating.tag === 'unavailable') return { tag: 'unavailable', why: seatProblemText(seating) };
      const { seats } = seating;
      const { calls, costUsd, seats: prices } = estimateSessionCost({ mode, seats, models, at: clock.now() });
      const agents = seats.map((seat, index) => toSeatedAgent(seat, prices[index]?.costUsd ?? null));
      return { tag: 'seated', deliberators: seats.map(toDeliberator), agents, calls, costUsd };
    },
  };
}

function toDeliberator({ provider, model }: AgentSeat): Deliberator {
  return { provider: provider.name, model };
}

function toSeatedAgent(seat: AgentSeat, costUsd: UsdAmount | null): SeatedAgent {
  const { agent, effort, outputTokensMax } = seat;
  return { ...toDeliberator(seat), agent, effort, outputTokensMax, costUsd };
}
