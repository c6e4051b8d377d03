import { changeReport } from '../../report/commands/change-report.ts';
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
  prepare({ steward, by, facts: { venue, language } }) {
    const from = steward.state.control.control;
    const run = async () => {
      const change = await steward.changeControl({ to: 'active', by, why: 'resume-command' });
      return changeReport({ venue, change: { what: 'control', ...change } }, language);
    };
    if (from === 'active') return { tag: 'ready', run };
    return { tag: 'ask-first', question: { what: 'control', from, to: 'active' }, run };
  },
};
