import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { StatusFacts } from '../report/commands/status-report.ts';
import { dueSlot } from '../session/due-slot.ts';
import { isCovered } from '../session/is-covered.ts';
import type { Steward } from '../session/steward.ts';
import type { DeskFacts } from './command-definition.ts';
import { gatherTable } from './gather-table.ts';

/** How the bot stands: its state, what it is worth at fresh marks, whether every position has its stop, what comes next. */
export async function gatherStatus(steward: Steward, facts: DeskFacts): Promise<StatusFacts> {
  const { state, services } = steward;
  const table = await gatherTable(steward);
  const { last } = state.sessions;
  return {
    venue: facts.venue,
    control: state.control.control,
    autonomy: state.control.autonomy,
    mode: state.control.mode,
    deliberators: facts.deliberators,
    now: services.clock.now(),
    table,
    drawdownFractionMax: services.settings.limits.drawdownFractionMax,
    stops: countStops(steward),
    lastAuditAt: services.protection.auditedAt,
    drifts: state.drift.differences,
    lastSession:
      last === null || last.outcome === null || last.closedAt === null
        ? null
        : { sessionId: last.sessionId, outcome: last.outcome, closedAt: last.closedAt },
    nextSessionAt: nextSessionAt(steward),
    openProposals: state.proposals.staged().map(({ id, expiresAt }) => ({ id, expiresAt })),
  };
}

/** How many positions there are, and how many of them are wholly covered by stops that rest on the exchange. */
function countStops({ state, services }: Steward): StatusFacts['stops'] {
  const { positions } = state.portfolio.book;
  return { covered: positions.filter(({ symbol }) => isCovered(services, symbol)).length, positions: positions.length };
}

/** When the next session starts, as the schedule sees it; now when one is due. */
function nextSessionAt({ state, services }: Steward): EpochMs {
  const now = services.clock.now();
  const due = dueSlot({ now, newestSlotAt: state.sessions.newestSlotAt, lateMax: services.settings.slotLateMaxMs });
  switch (due.tag) {
    case 'none':
      return due.nextSlotAt;
    case 'due':
      return due.slotAt;
    case 'missed':
      return due.missed.newestAt + HOUR_MS;
  }
}
