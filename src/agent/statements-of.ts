import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { RoleStatement, StatementOf } from '../domain/role-statement.ts';
import type { AgentRun } from './agent-run.ts';

/** What an agent said in its role; nothing when its conversation did not end properly. */
export function statementsOf<Kind extends RoleStatement['kind']>(
  { outcome, statements }: AgentRun,
  kind: Kind,
): readonly StatementOf<Kind>[] {
  if (outcome !== 'finished') return [];
  return statements.filter((statement): statement is StatementOf<Kind> => statement.kind === kind);
}

/** The one statement on a symbol; null when there is none. */
export function statementOn<Kind extends RoleStatement['kind']>(
  run: AgentRun,
  kind: Kind,
  symbol: MarketSymbol,
): StatementOf<Kind> | null {
  return statementsOf(run, kind).find((statement) => statement.symbol === symbol) ?? null;
}
