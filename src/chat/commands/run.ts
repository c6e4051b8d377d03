import { runReport } from '../../report/commands/run-report.ts';
import type { CommandDefinition } from '../command-definition.ts';

export const run: CommandDefinition = {
  name: 'run',
  aliases: [],
  arguments: '',
  example: '/run',
  summary: { en: 'start a session now' },
  group: 'steer',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare: ({ steward, by, facts: { venue, language } }) => ({
    tag: 'ready',
    async run() {
      await steward.state.record([{ kind: 'command-received', command: 'run', arguments: [], by }]);
      return runReport({ venue, result: steward.runSessionNow() }, language);
    },
  }),
};
