import { AUTONOMIES, raisesAutonomy } from '../../domain/control-state.ts';
import { changeReport } from '../../report/commands/change-report.ts';
import { deskMessage } from '../../report/desk-message.ts';
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
  prepare({ steward, by, facts: { venue, language } }, [given, more]) {
    const current = steward.state.control.autonomy;
    if (given === undefined) {
      return { tag: 'ready', run: async () => deskMessage({ tag: 'autonomy-shown', current }, { venue, language }) };
    }
    const to = AUTONOMIES.find((level) => level === given.toLowerCase());
    if (to === undefined) return expected('autonomy', given, EXAMPLE);
    const run = async () =>
      changeReport({ venue, change: { what: 'autonomy', ...(await steward.changeAutonomy({ to, by })) } }, language);
    const change = { what: 'autonomy', from: current, to } as const;
    return (
      tooMany(more, EXAMPLE) ??
      (raisesAutonomy(current, to) ? { tag: 'ask-first', question: change, run } : { tag: 'ready', run })
    );
  },
};
