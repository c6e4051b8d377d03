import { answerChange } from '../answer-change.ts';
import type { CommandDefinition } from '../command-definition.ts';

export const resume: CommandDefinition = {
  name: 'resume',
  aliases: [],
  arguments: '',
  example: '/resume',
  summary: { en: 'trade again after a pause or a halt' },
  group: 'steer',
  role: 'operator',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare(context) {
    const { steward, by } = context;
    const from = steward.state.control.control;
    const run = async () => {
      const change = await steward.changeControl({ to: 'active', by, why: 'resume-command' });
      return answerChange(context, { what: 'control', ...change });
    };
    if (from === 'active') return { tag: 'ready', run };
    return { tag: 'ask-first', question: { what: 'control', from, to: 'active' }, run };
  },
};
