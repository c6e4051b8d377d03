import type { SessionStory } from './session-story.ts';

/** The story as plain text, for the command line: a section below the other, each line indented, models quoted. */
export function storyText(story: SessionStory): string {
  const title = story.venue === null ? story.headline : `${story.headline} (${story.venue})`;
  const sections = story.sections.map(({ title: name, lines }) =>
    [name, ...lines.map(({ kind, text }) => (kind === 'quote' ? `    “${text}”` : `  ${text}`))].join('\n'),
  );
  return [title, ...sections].join('\n\n');
}
