import type { DrillRow, DrillScenario } from './drill/drill-scenario.ts';
import { drillScenarios } from './drill/drill-scenarios.ts';
import { drillHead, drillMarkdown, drillRowText, drillScore, drillVerdict } from './drill/drill-table.ts';
import { runDrill } from './drill/run-drill.ts';
import { printJson, printLine } from './print.ts';
import { UsageError } from './usage-error.ts';

const EXIT_FAULT = 1;

export interface DrillCommandOptions {
  readonly seed: number;
  /** Names of scenarios, separated by commas; all of them when left out. */
  readonly only?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/**
 * Plays every scenario and tells what became of each. Exit codes: 0 all survived, 1 not all.
 * @throws UsageError for a name that no scenario has.
 */
export async function drillCommand({ seed, only, json = false, markdown = false }: DrillCommandOptions): Promise<void> {
  const scenarios = scenariosNamed(only);
  const isTold = !json && !markdown;
  if (isTold) printLine(drillHead(seed));
  const rows = await runDrill(scenarios, {
    seed,
    onRow: (row) => {
      if (isTold) printLine(drillRowText(row));
    },
  });
  const failed = rows.filter(({ survived }) => !survived).length;
  if (failed > 0) process.exitCode = EXIT_FAULT;
  if (json) printJson({ seed, passed: rows.length - failed, failed, rows });
  else printLine(markdown ? drillMarkdown(rows) : endOf(rows));
}

function endOf(rows: readonly DrillRow[]): string {
  return `${drillScore(rows)}\n${drillVerdict(rows)}`;
}

function scenariosNamed(only: string | undefined): readonly DrillScenario[] {
  if (only === undefined) return drillScenarios;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !drillScenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const known = drillScenarios.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no scenario "${unknown}". The scenarios are: ${known}.`);
  }
  return drillScenarios.filter(({ name }) => names.includes(name));
}
