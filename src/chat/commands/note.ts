import { NOTE_LIFETIME_MS, NOTE_LIFETIME_MS_MAX } from '../../domain/owner-note.ts';
import { DAY_MS, type DurationMs, HOUR_MS } from '../../domain/time.ts';
import { noteReport, notesReport } from '../../report/commands/note-report.ts';
import type { CommandContext, CommandDefinition, PreparedCommand } from '../command-definition.ts';
import { expected, type ReadArgument } from '../read-arguments.ts';

const EXAMPLE = '/note FOMC at 18:00 UTC';
const DROP_EXAMPLE = '/note drop 2';
const FOR_EXAMPLE = '/note for 3d the upgrade of ETH is on Friday';

export const note: CommandDefinition = {
  name: 'note',
  aliases: ['notes'],
  arguments: '[for 3d] TEXT, or drop N',
  example: EXAMPLE,
  summary: { en: 'words that models are shown as data for a day' },
  group: 'steer',
  role: 'owner',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare(context, given) {
    const [first, second] = given;
    if (first === undefined) return { tag: 'ready', run: async () => listNotes(context) };
    if (first.toLowerCase() === 'drop' && given.length <= 2) return prepareDrop(context, second);
    const lifetime = first.toLowerCase() === 'for' ? readLifetime(second) : null;
    if (lifetime?.tag === 'unclear') return lifetime;
    const text = (lifetime === null ? given : given.slice(2)).join(' ').trim();
    if (text === '') return expected('note-text', undefined, FOR_EXAMPLE);
    return prepareAdd(context, { text, lifetimeMs: lifetime?.value ?? NOTE_LIFETIME_MS });
  },
};

function prepareAdd(
  { steward, by, facts: { venue, language } }: CommandContext,
  wish: { readonly text: string; readonly lifetimeMs: DurationMs },
): PreparedCommand {
  return {
    tag: 'ready',
    run: async () => noteReport({ venue, by, result: await steward.addNote({ ...wish, by }) }, language),
  };
}

function prepareDrop({ steward, by, facts: { venue, language } }: CommandContext, given: string | undefined): PreparedCommand {
  if (!/^#?\d{1,9}$/.test(given ?? '')) return expected('note-number', given, DROP_EXAMPLE);
  const number = Number((given ?? '').replace('#', ''));
  return { tag: 'ready', run: async () => noteReport({ venue, by, result: await steward.dropNote({ number, by }) }, language) };
}

function listNotes({ steward, facts: { venue, language } }: CommandContext) {
  return notesReport({ venue, notes: steward.state.notes.standing(steward.services.clock.now()) }, language);
}

/** `6h` or `3d`; null where the word after "for" is no such time, so that it belongs to the note's own words. */
function readLifetime(given: string | undefined): ReadArgument<DurationMs> | null {
  const match = /^(\d{1,3})([hd])$/i.exec(given ?? '');
  if (match === null) return null;
  const [, count = '0', unit = 'h'] = match;
  const lifetimeMs = Number(count) * (unit.toLowerCase() === 'd' ? DAY_MS : HOUR_MS);
  return lifetimeMs > 0 && lifetimeMs <= NOTE_LIFETIME_MS_MAX
    ? { tag: 'read', value: lifetimeMs }
    : expected('note-lifetime', given, FOR_EXAMPLE);
}
