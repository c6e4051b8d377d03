/** Share of a name's letters that may differ for it to be suggested. */
const DIFFERENCE_MAX = 0.4;

/**
 * The known name that was probably meant; null when none is near. A right last part in the wrong section counts as near.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const sameEnd = known.filter((candidate) => lastPart(candidate).toLowerCase() === lastPart(name).toLowerCase());
  if (sameEnd.length === 1 && sameEnd[0] !== undefined) return sameEnd[0];
  const ranked = known
    .map((candidate) => ({
      candidate,
      difference: Math.min(difference(name, candidate), difference(lastPart(name), lastPart(candidate))),
    }))
    .sort((left, right) => left.difference - right.difference);
  const [best] = ranked;
  return best !== undefined && best.difference <= DIFFERENCE_MAX ? best.candidate : null;
}

/** The known names that come nearest, the nearest first: those that hold the name before those that are spelled like it. */
export function nearestNames(name: string, known: readonly string[], countMax: number): readonly string[] {
  const wanted = name.toLowerCase();
  const holds = (candidate: string) => wanted !== '' && candidate.toLowerCase().includes(wanted);
  const ranked = known.map((candidate) => ({
    candidate,
    difference: holds(candidate) ? 0 : Math.min(difference(name, candidate), difference(lastPart(name), lastPart(candidate))),
  }));
  const near = ranked.filter((entry) => entry.difference <= DIFFERENCE_MAX);
  return near
    .toSorted((left, right) => left.difference - right.difference)
    .slice(0, countMax)
    .map(({ candidate }) => candidate);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Edits between two names as a share of the longer one, letter case ignored. */
function difference(left: string, right: string): number {
  return editDistance(left.toLowerCase(), right.toLowerCase()) / Math.max(left.length, right.length, 1);
}

/** How many letters must be added, dropped or exchanged. @see Levenshtein 1966 */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const exchanged = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
