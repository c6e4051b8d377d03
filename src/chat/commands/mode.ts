import { MODES } from '../../domain/control-state.ts';
import { changeReport } from '../../report/commands/change-report.ts';
import { modeReport } from '../../report/commands/mode-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { expected, tooMany } from '../read-arguments.ts';

const EXAMPLE = '/mode single';

export const mode: CommandDefinition = {
  name: 'mode',
  aliases: [],
  arguments: '[name]',
  example: EXAMPLE,
  summary: { en: 'who deliberates, and how to change it' },
  group: 'steer',
  role: 'owner',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare({ steward, by, facts: { venue, language, availableModes } }, [given, more]) {
    const current = steward.state.control.mode;
    if (given === undefined) {
      return { tag: 'ready', run: async () => modeReport({ venue, current, available: availableModes }, language) };
    }
    const to = MODES.find((name) => name === given.toLowerCase());
    if (to === undefined) return expected('mode', given, EXAMPLE);
    if (!availableModes.includes(to)) {
      return { tag: 'unclear', problem: { tag: 'mode-unavailable', mode: to, available: availableModes } };
    }
    const run = async () =>
      changeReport({ venue, change: { what: 'mode', ...(await steward.changeMode({ to, by })) } }, language);
    const change = { what: 'mode', from: current, to } as const;
    return tooMany(more, EXAMPLE) ?? (to === current ? { tag: 'ready', run } : { tag: 'ask-first', question: change, run });
  },
};
