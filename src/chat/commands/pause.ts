import { changeReport } from '../../report/commands/change-report.ts';
import type { CommandDefinition } from '../command-definition.ts';

/** Whatever follows it, however old it is: nothing stands between this word and its effect. */
export const pause: CommandDefinition = {
  name: 'pause',
  aliases: ['stop'],
  arguments: '',
  example: '/pause',
  summary: { en: 'buy nothing more; stops and exits go on' },
  group: 'steer',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: true,
  prepare: ({ steward, by, facts: { venue, language } }) => ({
    tag: 'ready',
    async run() {
      // Pausing must not loosen what /panic has set.
      const to = steward.state.control.control === 'halted' ? 'halted' : 'reducing';
      const change = await steward.changeControl({ to, by, why: 'pause-command' });
      return changeReport({ venue, change: { what: 'control', ...change } }, language);
    },
  }),
};
