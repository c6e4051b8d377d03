import { costsReport } from '../../report/commands/costs-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherCosts } from '../gather-costs.ts';

export const costs: CommandDefinition = {
  name: 'costs',
  aliases: ['budget'],
  arguments: '',
  example: '/costs',
  summary: { en: 'what models and trades cost, and the budget left' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts }) => ({
    tag: 'ready',
    run: async () => costsReport(gatherCosts(steward, facts), facts.language),
  }),
};
