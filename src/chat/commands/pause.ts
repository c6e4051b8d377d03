import { answerChange } from '../answer-change.ts';
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
  prepare: (context) => ({
    tag: 'ready',
    async run() {
      const { steward, by } = context;
      // Pausing must not loosen what /panic has set.
      const to = steward.state.control.control === 'halted' ? 'halted' : 'reducing';
      const change = await steward.changeControl({ to, by, why: 'pause-command' });
      return answerChange(context, { what: 'control', ...change });
    },
  }),
};
