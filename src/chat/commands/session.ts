import { whyReport } from '../../report/commands/why-report.ts';
import { renderStory } from '../../report/stories/render-story.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { gatherStory, readSession } from '../gather-story.ts';

const EXAMPLE = '/session 20240115T13';

export const session: CommandDefinition = {
  name: 'session',
  aliases: ['report'],
  arguments: '[session|Pn]',
  example: EXAMPLE,
  summary: { en: 'all of a session: known, said, judged, done' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ steward, facts: { venue, language } }, [given]) {
    const meant = readSession(steward, given, EXAMPLE);
    if (meant.tag === 'unclear') return meant;
    return {
      tag: 'ready',
      async run() {
        const story = await gatherStory(steward, meant.value, language);
        if (story === null) return whyReport({ venue, story }, language);
        return { blocks: renderStory(story), buttons: [], urgency: 'silent' };
      },
    };
  },
};
