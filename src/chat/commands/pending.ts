import { pendingReport } from '../../report/commands/pending-report.ts';
import type { CommandDefinition } from '../command-definition.ts';

export const pending: CommandDefinition = {
  name: 'pending',
  aliases: ['proposals'],
  arguments: '',
  example: '/pending',
  summary: { en: 'what waits for your answer' },
  group: 'decide',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, facts: { venue, language } }) => ({
    tag: 'ready',
    run: async () =>
      pendingReport({ venue, now: steward.services.clock.now(), proposals: steward.state.proposals.staged() }, language),
  }),
};
