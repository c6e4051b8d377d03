import { whyReport } from '../../report/commands/why-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherStory, readSession } from '../gather-story.ts';

const EXAMPLE = '/why P3';

export const why: CommandDefinition = {
  name: 'why',
  aliases: [],
  arguments: '[session|Pn]',
  example: EXAMPLE,
  summary: { en: 'the reasons of the last session, or of one' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ steward, facts: { venue, language } }, [given]) {
    const session = readSession(steward, given, EXAMPLE);
    if (session.tag === 'unclear') return session;
    return {
      tag: 'ready',
      run: async () => whyReport({ venue, story: await gatherStory(steward, session.value, language) }, language),
    };
  },
};
