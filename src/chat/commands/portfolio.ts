import { portfolioReport } from '../../report/commands/portfolio-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherTable } from '../gather-table.ts';

export const portfolio: CommandDefinition = {
  name: 'portfolio',
  aliases: ['balance'],
  arguments: '',
  example: '/portfolio',
  summary: { en: 'what the book holds and is worth' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts: { venue, language } }) => ({
    tag: 'ready',
    run: async () => portfolioReport({ venue, table: await gatherTable(steward) }, language),
  }),
};
