import { riskReport } from '../../report/commands/risk-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherRisk } from '../gather-risk.ts';

export const risk: CommandDefinition = {
  name: 'risk',
  aliases: ['limits'],
  arguments: '',
  example: '/risk',
  summary: { en: 'the limits and how much of them is used' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts }) => ({
    tag: 'ready',
    run: async () => {
      const { kept } = steward.configuration;
      return riskReport({ venue: facts.venue, rows: await gatherRisk(steward, facts), kept }, facts.language);
    },
  }),
};
