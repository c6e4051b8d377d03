import type { DrillScenario } from './drill-scenario.ts';
import { accountScenarios } from './scenarios/account-scenarios.ts';
import { entryScenarios } from './scenarios/entry-scenarios.ts';
import { killScenarios } from './scenarios/kill-scenarios.ts';
import { marketScenarios } from './scenarios/market-scenarios.ts';
import { networkScenarios } from './scenarios/network-scenarios.ts';
import { processScenarios } from './scenarios/process-scenarios.ts';
import { stopScenarios } from './scenarios/stop-scenarios.ts';
import { wordScenarios } from './scenarios/word-scenarios.ts';

/** Everything that the drill does to the bot, in the order in which it is told. */
export const drillScenarios: readonly DrillScenario[] = [
  ...entryScenarios,
  ...stopScenarios,
  ...marketScenarios,
  ...accountScenarios,
  ...networkScenarios,
  ...wordScenarios,
  ...killScenarios,
  ...processScenarios,
];
