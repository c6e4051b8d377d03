import { positionsReport } from '../../report/commands/positions-report.ts';
import { stopsOnExchange } from '../../session/stops-on-exchange.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherTable } from '../gather-table.ts';

export const positions: CommandDefinition = {
  name: 'positions',
  aliases: [],
  arguments: '',
  example: '/positions',
  summary: { en: 'each position: entry, price, profit, stop' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts: { venue, language } }) => ({
    tag: 'ready',
    run: async () =>
      positionsReport({ venue, table: await gatherTable(steward), stops: stopsOnExchange(steward.services) }, language),
  }),
};
