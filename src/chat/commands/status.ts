import { statusReport } from '../../report/commands/status-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherStatus } from '../gather-status.ts';

export const status: CommandDefinition = {
  name: 'status',
  aliases: [],
  arguments: '',
  example: '/status',
  summary: { en: 'state, equity, stops, what comes next' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts }) => ({
    tag: 'ready',
    run: async () => statusReport(await gatherStatus(steward, facts), facts.language),
  }),
};
