import { AUTONOMIES, raisesAutonomy } from '../../domain/control-state.ts';
import { deskMessage } from '../../report/desk-message.ts';
import { answerChange } from '../answer-change.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { expected, tooMany } from '../read-arguments.ts';

const EXAMPLE = '/autonomy confirm';

export const autonomy: CommandDefinition = {
  name: 'autonomy',
  aliases: [],
  arguments: '[level]',
  example: EXAMPLE,
  summary: { en: 'how much you are asked: advisor, confirm, auto' },
  group: 'steer',
  role: 'owner',
  confirmation: 'one-button',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare(context, [given, more]) {
    const { steward, by } = context;
    const current = steward.state.control.autonomy;
    if (given === undefined) {
      return { tag: 'ready', run: async () => deskMessage({ tag: 'autonomy-shown', current }, context.facts) };
    }
    const to = AUTONOMIES.find((level) => level === given.toLowerCase());
    if (to === undefined) return expected('autonomy', given, EXAMPLE);
    const run = async () => answerChange(context, { what: 'autonomy', ...(await steward.changeAutonomy({ to, by })) });
    const change = { what: 'autonomy', from: current, to } as const;
    return (
      tooMany(more, EXAMPLE) ??
      (raisesAutonomy(current, to) ? { tag: 'ask-first', question: change, run } : { tag: 'ready', run })
    );
  },
};
