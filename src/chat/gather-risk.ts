import { ratio, subtract } from '../domain/decimal.ts';
import type { PortfolioTable } from '../domain/portfolio-table.ts';
import { dayStart } from '../domain/time.ts';
import type { RiskRow } from '../report/commands/risk-report.ts';
import type { Steward } from '../session/steward.ts';
import type { DeskFacts } from './command-definition.ts';
import { gatherTable } from './gather-table.ts';

/** Every limit of the guard, with how much of it is used where that can be measured between two trades. */
export async function gatherRisk(steward: Steward, { limitDefinitions }: DeskFacts): Promise<readonly RiskRow[]> {
  const measured = measure(steward, await gatherTable(steward));
  const limits: Readonly<Record<string, number>> = steward.services.settings.limits;
  return limitDefinitions.flatMap(({ key, meaning, unit, stricter }) => {
    const limit = limits[key];
    if (limit === undefined) return [];
    const bound = stricter === 'lower' ? 'maximum' : 'minimum';
    return [{ key, meaning, value: measured[key] ?? null, limit, unit, bound } as const];
  });
}

/** What is used now, by the key of the limit that bounds it. */
function measure({ state, services }: Steward, { rows, total }: PortfolioTable): Readonly<Record<string, number>> {
  const now = services.clock.now();
  const dayStartEquity = state.portfolio.dayStartEquity(now);
  const dayLoss = ratio(subtract(dayStartEquity, total.equity), dayStartEquity);
  return {
    positionFractionMax: Math.max(0, ...rows.map((row) => row.weightFraction.toNumber())),
    grossExposureFractionMax: total.exposureFraction.toNumber(),
    cashReserveFractionMin: ratio(total.cash, total.equity).toNumber(),
    openPositionsMax: rows.length,
    entriesPerDayMax: state.portfolio.entriesOn(dayStart(now)),
    dailyLossFractionMax: Math.max(0, dayLoss.toNumber()),
    drawdownFractionMax: total.drawdownFraction.toNumber(),
  };
}
