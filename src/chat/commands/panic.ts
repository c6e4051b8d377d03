import { answerChange } from '../answer-change.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { PANIC_REASON } from '../panic-reason.ts';

/** Sessions send no order any more, and entries that wait for an answer are turned down. Stops stay where they are. */
export const panic: CommandDefinition = {
  name: 'panic',
  aliases: ['halt'],
  arguments: '',
  example: '/panic',
  summary: { en: 'no orders but stops and /close' },
  group: 'steer',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: true,
  prepare: (context) => ({
    tag: 'ready',
    async run() {
      const { steward, by } = context;
      const halted = steward.changeControl({ to: 'halted', by, why: 'panic-command' });
      const entries = steward.state.proposals.staged().filter(({ terms }) => terms.purpose === 'entry');
      const [change] = await Promise.all([halted, ...entries.map(({ id }) => steward.reject(id, { by, why: PANIC_REASON }))]);
      return answerChange(context, { what: 'control', ...change });
    },
  }),
};
