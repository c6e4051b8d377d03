import type { PortfolioTable } from '../domain/portfolio-table.ts';
import { currentTable } from '../session/build-risk-situation.ts';
import { fetchMarks } from '../session/gather-facts.ts';
import type { Steward } from '../session/steward.ts';

/** The portfolio at fresh marks. */
export async function gatherTable({ services }: Steward): Promise<PortfolioTable> {
  return currentTable(services, { marks: await fetchMarks(services) });
}
