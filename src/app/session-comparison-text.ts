import type { EntryDifference } from '../replay/recorded-journal.ts';
import type { SessionComparison } from './compare-session.ts';

const SHOWN_MAX = 400;

/** The comparison in words: each difference with its entry, its place in it, and both values. */
export function comparisonText(comparison: SessionComparison): string {
  const { sessionId, recorded, identical, differences, misses, isWhole, samePrompts, costUsd } = comparison;
  const lines = [`${sessionId}: ${identical} of ${recorded} entries identical, cost ${costUsd} USD`];
  if (!isWhole) lines.push('The session did not come to its end; as far as it came, it was run again.');
  if (!samePrompts) lines.push('The words for the models (prompts/) are not those of the recording.');
  for (const miss of misses) lines.push(`A model was asked something else: ${miss}`);
  for (const difference of differences) lines.push(differenceText(difference));
  return lines.join('\n');
}

function differenceText(difference: EntryDifference): string {
  switch (difference.tag) {
    case 'changed': {
      const { sequence, kind, path, recorded, replayed } = difference;
      const place = path === '' ? '' : ` ${path}`;
      return `Entry ${sequence} (${kind})${place}: recorded ${shown(recorded)}, replayed ${shown(replayed)}`;
    }
    case 'missing':
      return `Entry ${difference.sequence} (${difference.kind}) was not written again`;
    case 'surplus':
      return `A further entry (${difference.kind}) was written: ${shown(difference.replayed)}`;
  }
}

function shown(json: string | null): string {
  if (json === null) return 'nothing';
  return json.length <= SHOWN_MAX ? json : `${json.slice(0, SHOWN_MAX)}…`;
}
