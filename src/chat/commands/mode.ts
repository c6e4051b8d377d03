import { MODES } from '../../domain/control-state.ts';
import { modeReport } from '../../report/commands/mode-report.ts';
import { answerChange } from '../answer-change.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherModes } from '../gather-modes.ts';
import { expected, tooMany } from '../read-arguments.ts';
import { upcomingSeating } from '../upcoming-seating.ts';

const EXAMPLE = '/mode ensemble';

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
  prepare(context, [given, more]) {
    const { steward, by } = context;
    const { venue, language } = context.facts;
    const current = steward.state.control.mode;
    if (given === undefined) {
      return { tag: 'ready', run: async () => modeReport({ venue, current, choices: await gatherModes(steward) }, language) };
    }
    const to = MODES.find((name) => name === given.toLowerCase());
    if (to === undefined) return expected('mode', given, EXAMPLE);
    const seating = upcomingSeating(steward, to);
    if (seating.tag === 'unavailable')
      return { tag: 'unclear', problem: { tag: 'mode-unavailable', mode: to, why: seating.why } };
    const run = async () => answerChange(context, { what: 'mode', ...(await steward.changeMode({ to, by })) });
    const change = { what: 'mode', from: current, to } as const;
    return tooMany(more, EXAMPLE) ?? (to === current ? { tag: 'ready', run } : { tag: 'ask-first', question: change, run });
  },
};
