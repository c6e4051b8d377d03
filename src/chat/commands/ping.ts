import { pingReport } from '../../report/commands/ping-report.ts';
import type { CommandDefinition } from '../command-definition.ts';

export const ping: CommandDefinition = {
  name: 'ping',
  aliases: [],
  arguments: '',
  example: '/ping',
  summary: { en: 'whether Steward is there' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare: ({ steward, clock, facts: { venue, language, version, startedAt } }) => ({
    tag: 'ready',
    run: async () =>
      pingReport(
        {
          venue,
          version,
          now: clock.now(),
          startedAt,
          journalSequence: steward.state.lastSequence,
          lastAuditAt: steward.services.protection.auditedAt,
        },
        language,
      ),
  }),
};
