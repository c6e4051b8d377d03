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
    async run() {
      const { auditedAt } = steward.services.protection;
      const now = clock.now();
      // The market of a demo has a time of its own; what is told here is told in the person's.
      const lastAuditAt = auditedAt === null ? null : now - (steward.services.clock.now() - auditedAt);
      return pingReport({ venue, version, now, startedAt, journalSequence: steward.state.lastSequence, lastAuditAt }, language);
    },
  }),
};
